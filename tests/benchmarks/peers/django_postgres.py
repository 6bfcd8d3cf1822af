"""A vote endpoint as people write it with Django and PostgreSQL: one vote per address, the newest counts.

Runs in .venv-peers, where nothing of ours can be imported. VOTES is the folder of the server's socket.
"""

import json
import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "postgres",
            "HOST": os.environ["VOTES"],
            "CONN_MAX_AGE": None,
        }
    },
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="benchmark",
)
django.setup()


class Vote(models.Model):
    """One per address."""

    address = models.TextField(primary_key=True)
    candidate = models.TextField()

    class Meta:
        app_label = "votes"
        db_table = "votes"


@csrf_exempt
def vote(request: HttpRequest) -> JsonResponse:
    """Keep a vote, in one statement."""
    sent = json.loads(request.body)
    Vote.objects.bulk_create(
        [Vote(address=sent["email"], candidate=sent["candidate"])],
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["candidate"],
    )
    return JsonResponse({"status": "counted"}, status=201)


def count(request: HttpRequest) -> JsonResponse:
    """How many people voted."""
    return JsonResponse({"people": Vote.objects.count()})


urlpatterns = [path("votes", vote), path("count", count)]
app = get_wsgi_application()
with connection.cursor() as _new:
    # Each process makes it: only the first does.
    _new.execute("SELECT pg_advisory_lock(1)")
    _new.execute("CREATE TABLE IF NOT EXISTS votes (address text PRIMARY KEY, candidate text NOT NULL)")
    _new.execute("SELECT pg_advisory_unlock(1)")
connection.close()
