"""Addresses of the supervised tasks, mounted at /tasks/. Pages with a name of their own stand before the tasks."""

from django.urls import path

from linghang.tasks import (
    views_act,
    views_bulk,
    views_changes,
    views_decompose,
    views_departments,
    views_edit,
    views_ledger,
    views_map,
    views_mine,
    views_papers,
    views_signals,
    views_task,
    views_templates,
)

urlpatterns = [
    path("", views_ledger.ledger, name="tasks"),
    path("export.<str:form>", views_ledger.export, name="tasks-export"),
    path("bulk/", views_bulk.bulk, name="tasks-bulk"),
    path("mine/", views_mine.mine, name="my-desk"),
    path("map/", views_map.battle_map, name="task-map"),
    path("map/wall/", views_map.wall, name="task-map-wall"),
    path("changes/", views_changes.changes, name="task-changes"),
    path("signals/", views_signals.signal_list, name="task-signals"),
    path("signals/<int:pk>/accept/", views_signals.accept, name="task-signal-accept"),
    path("signals/<int:pk>/dismiss/", views_signals.dismiss, name="task-signal-dismiss"),
    path("new/", views_edit.new, name="task-new"),
    path("templates/", views_templates.template_list, name="task-templates"),
    path("templates/<slug:institution>/<slug:code>/start/", views_templates.start, name="task-template-start"),
    path("bulletins/", views_papers.bulletin_list, name="task-bulletins"),
    path("bulletins/new/", views_papers.bulletin_draft, name="task-bulletin-draft"),
    path("bulletins/<int:pk>/", views_papers.bulletin, name="task-bulletin"),
    path("bulletins/<int:pk>/bulletin.docx", views_papers.bulletin_word, name="task-bulletin-word"),
    path("letters/", views_papers.letter_list, name="task-letters"),
    path("letters/<int:pk>/", views_papers.letter, name="task-letter"),
    path("letters/<int:pk>/letter.docx", views_papers.letter_word, name="task-letter-word"),
    path("evidence/<int:pk>/", views_task.evidence_file, name="task-evidence"),
    path("departments/<slug:institution>/<str:code>/", views_departments.department_page, name="task-department"),
    path("<slug:institution>/<str:number>/", views_task.task_page, name="task"),
    path("<slug:institution>/<str:number>/edit/", views_edit.edit, name="task-edit"),
    path("<slug:institution>/<str:number>/decompose/", views_decompose.decompose, name="task-decompose"),
    path("<slug:institution>/<str:number>/template/", views_templates.save, name="task-save-template"),
    path("<slug:institution>/<str:number>/do/<slug:kind>/", views_act.act, name="task-act"),
]
