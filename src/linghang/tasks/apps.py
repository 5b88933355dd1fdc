from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "linghang.tasks"
    label = "tasks"
