from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from athletes.models.people import Athlete


class FactChange(models.Model):
    """A note that an athlete's facts changed from a day on; together they are the work queue.

    A service appends it in the transaction of the fact. It is never updated: whoever computes
    deletes exactly the rows it has read. Append-only, so that an athlete who saves never waits
    for a computation that holds the row.
    """

    class Reason(models.TextChoices):
        CHECK_IN = "check_in"
        SESSION = "session"
        DAY_MARK = "day_mark"
        PLAN = "plan"
        PERFORMANCE = "performance"
        IMPORT = "import"
        NEW_DAY = "new_day"
        TIME_ZONE = "time_zone"
        CONSENT = "consent"
        ENGINE = "engine"
        CALIBRATION = "calibration"

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="fact_changes")
    from_day = models.DateField()
    reason = models.CharField(max_length=12, choices=Reason)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["athlete", "id"], name="athletes_factchange_queue")]

    def __str__(self) -> str:
        return f"{self.reason} from {self.from_day}"
