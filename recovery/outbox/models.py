"""What leaves the site: a row each, written in the transaction of what it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from recovery.accounts.models import UserSession

if TYPE_CHECKING:
    import datetime as dt


class Device(models.Model):
    """A browser that shows notifications to somebody, while they are signed in there.

    It goes with its session: signed out, nobody is told anything on it any more.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices"
    )
    session = models.ForeignKey(UserSession, on_delete=models.CASCADE, related_name="+")
    # Whoever knows it, and our key, can send there: never shown, never logged.
    endpoint = models.CharField(max_length=1000)
    # With what it is encrypted for this browser alone (RFC 8291).
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint"], name="outbox_device_one_per_browser"),
            models.CheckConstraint(
                condition=Q(endpoint__startswith="https://"), name="outbox_device_encrypted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.since:%Y-%m-%d}"


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, *, now: dt.datetime) -> MessageQuerySet:
        """Return what waits and may be tried now, in the order in which it became due."""
        waiting = self.filter(outcome=Message.Outcome.WAITING, not_before__lte=now)
        return waiting.order_by("not_before", "pk")


class Message(models.Model):
    """One message to one person. What it says is written when it leaves, in their language."""

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        DROPPED = "dropped"  # no longer true, or too late
        SET_ASIDE = "set_aside"  # could not be sent

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages_to"
    )
    key = models.CharField(max_length=120)  # names what it tells: told once
    kind = models.CharField(max_length=40)  # who writes it: see OUTBOX_WRITERS
    params = models.JSONField(default=dict)  # what its writer needs: never an answer
    by_push = models.BooleanField(default=False)  # by mail where no device shows it
    reached = ArrayField(models.BigIntegerField(), default=list)  # devices that have it
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()  # when it may be tried next
    expires_at = models.DateTimeField()  # from when on it is not worth sending
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="outbox_message_told_once"),
            models.CheckConstraint(
                condition=Q(outcome="waiting", done_at__isnull=True)
                | Q(outcome__in=["sent", "dropped", "set_aside"], done_at__isnull=False),
                name="outbox_message_done_or_waiting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(outcome="waiting"), name="outbox_message_waiting"
            ),
            models.Index(
                fields=["done_at"], condition=~Q(outcome="waiting"), name="outbox_message_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.outcome}"
