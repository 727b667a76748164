"""What is refused whoever asks, and how the SDK says it."""

import json
import uuid

import azure.communication.callautomation as sdk
import azure.communication.callautomation._generated.models as generated
from azure.core.exceptions import ClientAuthenticationError, ResourceNotFoundError

from harness import check, expect, expect_true, refused

SOMETHING = "5f1e0c00-93ab-4d07-8a55-2b6c1d4e9f10"


@check("another key is refused, as the service has been seen to")
def _(world):
    client = world.make_client(key="AAAA")
    error = refused(401, "7509", client.get_call_connection(SOMETHING).get_call_properties)
    expect_true(isinstance(error, ClientAuthenticationError), type(error))
    expect(error.error.message, "HMAC-SHA256 validation failed")


@check("a refusal has a code and a message, within too")
def _(world):
    client = world.make_client(key="AAAA")
    error = refused(401, "7509", client.get_call_connection(SOMETHING).get_call_properties)
    body = json.loads(error.response.text())
    expect(list(body), ["error"])
    model = generated.CommunicationErrorResponse.deserialize(body)
    expect(model.error.code, "7509")
    expect_true(model.error.message, "there is no message")
    inner = model.error.inner_error
    expect_true(inner.code and inner.message, "the inner error has no code or no message")


@check("a version that is not known is no resource")
def _(world):
    client = world.make_client(api_version="2020-01-01")
    error = refused(404, None, client.get_call_connection(SOMETHING).get_call_properties)
    expect_true(isinstance(error, ResourceNotFoundError), type(error))
    expect_true("No HTTP resource was found that matches the request URI" in error.message,
                error.message)


@check("a preview that was withdrawn is no resource (FACTS.md (j))")
def _(world):
    client = world.make_client(api_version="2024-11-15-preview")
    refused(404, None, client.get_call_connection(SOMETHING).get_call_properties)


def known(version):
    """A check of a version that is known."""
    @check(f"the version {version} is answered, and events have it")
    def _(world):
        client = world.make_client(api_version=version)
        call = world.call(client=client)
        expect(call.event("CallConnected").data["version"], version)
        expect(client.get_call_connection(call.id).get_call_properties().call_connection_id,
               call.id)


known("2023-10-15")
known("2024-04-15")
known("2024-09-15")
known("2025-06-15")
known("2025-08-15-preview")
known("2026-03-12")


@check("a call that is not there is not found, whatever is asked of it")
def _(world):
    connection = world.client.get_call_connection(str(uuid.uuid4()))
    party = world.number()
    source = sdk.FileSource("https://x.test/a.wav")
    acts = [
        connection.get_call_properties, lambda: connection.hang_up(True),
        lambda: connection.hang_up(False), lambda: list(connection.list_participants()),
        lambda: connection.get_participant(party), lambda: connection.add_participant(party),
        lambda: connection.remove_participant(party), lambda: connection.mute_participant(party),
        lambda: connection.cancel_add_participant_operation("x"),
        lambda: connection.transfer_call_to_participant(party),
        lambda: connection.play_media(source), lambda: connection.hold(party),
        lambda: connection.unhold(party), connection.cancel_all_media_operations,
        lambda: connection.start_continuous_dtmf_recognition(party),
        lambda: connection.stop_continuous_dtmf_recognition(party),
        lambda: connection.send_dtmf_tones(["one"], party),
        lambda: connection.start_recognizing_media(
            sdk.RecognizeInputType.DTMF, party, dtmf_max_tones_to_collect=1),
    ]
    for act in acts:
        refused(404, "8522", act)


@check("a recording that is not there is not found, whatever is asked of it")
def _(world):
    for act in [world.client.get_recording_properties, world.client.stop_recording,
                world.client.pause_recording, world.client.resume_recording]:
        refused(404, "8522", lambda act=act: act("nothing"))


@check("nothing is done in a call that is not connected yet")
def _(world):
    call = world.dialled(sdk.PhoneNumberIdentifier("+12065550480"))
    refused(400, "8501", lambda: call.connection.play_media(sdk.FileSource("https://x.test/a")))
    refused(400, "8501", lambda: call.connection.add_participant(world.user()))
    expect(call.connection.get_call_properties().call_connection_state, "connecting")


@check("callbacks go to https, or to this machine")
def _(world):
    for url in ["http://contoso.com/callbacks", "contoso.com", "ftp://127.0.0.1/"]:
        error = refused(400, "8523", lambda url=url: world.client.create_call(world.user(), url))
        expect(error.error.message, "The field CallbackUri is invalid.")
