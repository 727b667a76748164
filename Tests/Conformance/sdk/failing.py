"""What the SDK makes of an emulated service that goes wrong (`--faults`)."""

from azure.core.exceptions import ServiceResponseError

from harness import Call, check, expect, expect_true

QUICK = {"retry_total": 5, "retry_backoff_factor": 0.02}


@check("the SDK gets over failures of the service, with one call for each request")
def _(world):
    with world.failing("e500=.3") as failing:
        client = failing.make_client(**QUICK)
        targets = [failing.user() for _ in range(12)]
        ids = {client.create_call(target, failing.callbacks).call_connection_id
               for target in targets}
        expect(len(ids), len(targets))
        failed = sum("← 500 (9999)" in line for line in list(failing.emulator.lines))
        expect_true(failed, "nothing has failed")


@check("an event that comes twice has one id")
def _(world):
    with world.failing("duplicate=1") as failing:
        call = Call(failing, failing.client.create_call(failing.user(), failing.callbacks))
        event = call.event("ParticipantsUpdated")
        failing.app.wait(
            lambda *_: len(failing.app.all(
                lambda _, other: other.get("id") == event.envelope["id"])) >= 2,
            "the event once more",
        )


@check("an answer that is lost is no answer, and what was asked is done")
def _(world):
    with world.failing("reset=1") as failing:
        target = failing.user()
        try:
            failing.client.create_call(target, failing.callbacks)
        except ServiceResponseError:
            failing.app.wait(
                lambda _, event: any(
                    party["identifier"]["rawId"] == target.raw_id
                    for party in event.get("data", {}).get("participants", [])),
                "the call",
            )
        else:
            raise AssertionError("an answer came")
