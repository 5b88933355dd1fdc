from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "linghang.membership"
    label = "membership"
    verbose_name = "党员"

    def ready(self) -> None:
        """Those below ask without knowing whom: findings, appointments, facts of procedures, and their steps."""
        from linghang.membership import admitting, findings
        from linghang.organization import appointing, checking
        from linghang.procedures import facts
        from linghang.procedures.signals import step_done

        checking.add_source(findings.findings)
        appointing.before_appointing(findings.check_secretary)
        facts.provide(admitting.known)
        step_done.connect(admitting.step_done, dispatch_uid="membership")
