"""What the SDK sends for each operation, against what this program sends: the golden requests of
`EncodeCommandTests`.

Where they differ, the check says how and why. The golden requests are of the newest version, so the
SDK of that version alone is asked.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

import azure.communication.callautomation as sdk
import azure.communication.callautomation._generated.models as generated
from azure.core.credentials import AzureKeyCredential
from azure.core.pipeline.transport import HttpTransport

from harness import KEY, check, expect, expect_true, members

GOLDEN = Path(__file__).resolve().parents[2] / "CallAutomationTests" / "Fixtures" / "Requests"
CALL = "5f1e0c00-93ab-4d07-8a55-2b6c1d4e9f10"
CALLBACKS = "https://flows.contoso.com/api/callbacks/00112233445566778899aabbccddeeff"
RECORDING = f"{CALLBACKS}/recording"
AI = "https://ai.contoso.com/"
CONTEXT = {"operation_context": "7.2"}
FROM_AI = {**CONTEXT, "cognitive_services_endpoint": AI}


class Recorded(Exception):
    """A request that was to be sent."""


class Recorder(HttpTransport):
    """Sends nothing, and raises what it is to send."""

    def send(self, request, **kwargs):
        raise Recorded(request)

    def open(self):
        pass

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class Sent:
    """A request: its method, its target, whether it can be repeated, and its members by path."""

    def __init__(self, method, target, names, body):
        self.line = f"{method} {target}"
        self.names = {name.lower() for name in names}
        self.body = body
        self.members = dict(members(body)) if body is not None else {}

    @property
    def is_repeatable(self):
        """Whether it has what makes a second one the first."""
        return {"repeatability-request-id", "repeatability-first-sent"} <= self.names


def golden(name):
    """What this program sends."""
    head, _, body = (GOLDEN / f"{name}.http").read_text().partition("\n\n")
    line, *headers = head.splitlines()
    method, target = line.split(" ", 1)
    names = [header.split(":", 1)[0] for header in headers]
    return Sent(method, target, names, json.loads(body) if body.strip() else None)


def of_sdk(act):
    """What the SDK sends for a call of it."""
    client = sdk.CallAutomationClient(
        "http://127.0.0.1:1", AzureKeyCredential(KEY), transport=Recorder(), retry_total=0
    )
    try:
        act(client, client.get_call_connection(CALL))
    except Recorded as recorded:
        request = recorded.args[0]
        parts = urlsplit(request.url)
        body = json.loads(request.body) if request.body else None
        return Sent(request.method, f"{parts.path}?{parts.query}", request.headers, body)
    raise AssertionError("the SDK sent nothing")


def number(value, **arguments):
    """A phone number."""
    return sdk.PhoneNumberIdentifier(value, **arguments)


CALLER = number("+14255550123")
NUMBER = number("+12065551212")
USER = sdk.CommunicationUserIdentifier("8:acs:resource_user")
AGENT = sdk.TeamsExtensionUserIdentifier(
    user_id="a1b2c3d4-3333-4eee-8fff-000000000003",
    tenant_id="d4c3b2a1-2222-4ccc-9ddd-000000000002",
    resource_id="b0e1d2c3-1111-4aaa-8bbb-000000000001",
)
HOLD = sdk.FileSource("https://media.contoso.com/hold.wav")


def said(text):
    """A text in a language and a kind of voice."""
    return sdk.TextSource(text=text, source_locale="en-US", voice_kind="female")


def streaming():
    """What asks for the call's audio."""
    return sdk.MediaStreamingOptions(
        transport_url="wss://bot.contoso.com/audio", transport_type="websocket",
        content_type="audio", audio_channel_type="unmixed", start_media_streaming=False,
        enable_bidirectional=True, audio_format="pcm24KMono", enable_dtmf_tones=True,
    )


def transcription():
    """What asks for what is said."""
    return sdk.TranscriptionOptions(
        transport_url="wss://bot.contoso.com/text", transport_type="websocket", locale="en-US",
        start_transcription=False, enable_intermediate_results=True,
    )


def caller_details():
    """What an agent is told of a caller."""
    return sdk.TeamsPhoneCallDetails(call_topic="A bill", teams_phone_caller=(
        sdk.TeamsPhoneCallerDetails(
            caller=CALLER, name="Ann", phone_number="+14255550123", record_id="4711",
            screen_pop_url="https://crm.contoso.com/4711",
        )
    ))


def recording(client, **arguments):
    """Starts a recording as the program does."""
    return client.start_recording(
        call_connection_id=CALL, recording_channel_type="unmixed", recording_content_type="audio",
        recording_format_type="wav", recording_state_callback_url=RECORDING, **arguments,
    )


# How the SDK writes an agent's cloud, where the specification has lower case (FACTS.md (b)).
def cloud(path):
    """An agent's cloud, which the SDK writes in capitals against the specification."""
    return {f"{path}.teamsExtensionUser.cloud": ("PUBLIC", "public")}


ALWAYS_AN_AFFINITY = {"channelAffinity": ([], None)}

# The name of a golden request, why the two differ, how the SDK is asked, and where they differ:
# path → (SDK's, ours).
OPERATIONS = [
    ("add-participant-with-caller-id", "", lambda _, call: call.add_participant(
        NUMBER, invitation_timeout=60, source_caller_id_number=number("+18005550100"),
        **CONTEXT), {}),
    ("add-participant-with-details",
     "the SDK drops what an agent is told unless there are headers (FACTS.md (b))",
     lambda _, call: call.add_participant(
         AGENT, invitation_timeout=30, teams_phone_call_details=caller_details(),
         voip_headers={"x": "y"}, **CONTEXT),
     {"customCallingContext.voipHeaders.x": ("y", None), **cloud("participantToAdd")}),
    ("add-participant", "the SDK writes a cloud in capitals", lambda _, call: call.add_participant(
        AGENT, invitation_timeout=30, voip_headers={"ticket": "4711"}, **CONTEXT),
     cloud("participantToAdd")),
    ("answer-with-sockets", "", lambda client, _: client.answer_call(
        "eyJ.context", CALLBACKS, media_streaming=streaming(), transcription=transcription(),
        **FROM_AI), {}),
    ("answer-without-ai", "", lambda client, _: client.answer_call(
        "eyJ.context", CALLBACKS, **CONTEXT), {}),
    ("answer", "", lambda client, _: client.answer_call("eyJ.context", CALLBACKS, **FROM_AI), {}),
    ("cancel-add-participant", "", lambda _, call: call.cancel_add_participant_operation(
        "9d0c1f7a", **CONTEXT), {}),
    ("cancel-all-media", "", lambda _, call: call.cancel_all_media_operations(), {}),
    ("connect-group-call", "", lambda client, _: client.connect_call(
        CALLBACKS, group_call_id="29228d3e-040e-4656-a70e-890ab4e173e5", **CONTEXT), {}),
    ("connect-room", "", lambda client, _: client.connect_call(
        CALLBACKS, room_id="99123456789012345", **FROM_AI), {}),
    ("connect-server-call", "", lambda client, _: client.connect_call(
        CALLBACKS, server_call_id="aHR0cHM6Ly9jb252LmV4YW1wbGU=", **CONTEXT), {}),
    ("create-call-as-account", "", lambda client, _: client.create_call(
        CALLER, CALLBACKS, **FROM_AI, teams_app_source=sdk.MicrosoftTeamsAppIdentifier(
            "cc123456-5678-5678-1234-ccc123456789")), {}),
    ("create-call-from-number", "", lambda client, _: client.create_call(
        CALLER, CALLBACKS, source_caller_id_number=NUMBER, **CONTEXT), {}),
    ("create-call-with-sockets", "", lambda client, _: client.create_call(
        USER, CALLBACKS, media_streaming=streaming(), **CONTEXT), {}),
    ("hold-without-music", "the SDK writes a cloud in capitals",
     lambda _, call: call.hold(AGENT, **CONTEXT), cloud("targetParticipant")),
    ("hold", "", lambda _, call: call.hold(CALLER, play_source=HOLD, **CONTEXT), {}),
    ("leave", "", lambda _, call: call.hang_up(False), {}),
    ("mute", "", lambda _, call: call.mute_participant(USER, **CONTEXT), {}),
    ("pause-recording", "", lambda client, _: client.pause_recording("eyJQbGF0Zm9ybSJ9"), {}),
    ("play-own-file", "", lambda _, call: call.play_media(
        sdk.FileSource("https://flows.contoso.com/media/beep.wav"), **CONTEXT), {}),
    ("play-to-one", "the SDK interrupts only what is played to all, and writes a cloud in capitals",
     lambda _, call: call.play_media(said("One moment."), [AGENT], **CONTEXT),
     {"interruptCallMediaOperation": (False, True), **cloud("playTo[0]")}),
    ("play", "", lambda _, call: call.play_media([
        sdk.TextSource(text='Grüß "Gott"\n', voice_name="de-DE-KatjaNeural"), HOLD,
        sdk.SsmlSource(ssml_text="<speak/>"),
        sdk.TextSource(text="Ours.", voice_name="Ours", custom_voice_endpoint_id="e-1"),
        sdk.SsmlSource(ssml_text="<speak/>", custom_voice_endpoint_id="e-1"),
    ], loop=True, **CONTEXT), {}),
    ("recognize-choices", "", lambda _, call: call.start_recognizing_media(
        "choices", CALLER, play_prompt=[said("Sales or support?")], interrupt_prompt=True,
        initial_silence_timeout=5, speech_language="en-US",
        speech_recognition_model_endpoint_id="m-1", choices=[
            sdk.RecognitionChoice(label="sales", phrases=["sales"], tone="one"),
            sdk.RecognitionChoice(label="support", phrases=["support", "help"]),
        ], **CONTEXT), {}),
    ("recognize-speech", "the SDK takes whole seconds for the silence that ends what is said",
     lambda _, call: call.start_recognizing_media(
         "speech", CALLER, play_prompt=[said("How can we help?")], interrupt_prompt=True,
         initial_silence_timeout=5, speech_language="en-US", end_silence_timeout=1, **CONTEXT),
     {"recognizeOptions.speechOptions.endSilenceTimeoutInMs": (1000, 1500)}),
    ("recognize-tones-or-speech",
     "the SDK takes whole seconds for the silence that ends what is said",
     lambda _, call: call.start_recognizing_media(
         "speechOrDtmf", CALLER, interrupt_prompt=True, initial_silence_timeout=5,
         speech_language="en-US", end_silence_timeout=1, dtmf_inter_tone_timeout=3,
         dtmf_max_tones_to_collect=4, dtmf_stop_tones=["pound"], **CONTEXT),
     {"recognizeOptions.speechOptions.endSilenceTimeoutInMs": (1000, 500)}),
    ("recognize-tones", "", lambda _, call: call.start_recognizing_media(
        "dtmf", CALLER, initial_silence_timeout=10, dtmf_inter_tone_timeout=3,
        dtmf_max_tones_to_collect=4, dtmf_stop_tones=["pound"],
        interrupt_call_media_operation=True, **CONTEXT), {}),
    ("read-call", "", lambda _, call: call.get_call_properties(), {}),
    ("read-participant", "", lambda _, call: call.get_participant(CALLER), {}),
    ("read-participants", "", lambda _, call: list(call.list_participants()), {}),
    ("read-recording", "", lambda client, _: client.get_recording_properties(
        "eyJQbGF0Zm9ybSJ9"), {}),
    ("redirect", "the SDK writes a cloud in capitals",
     lambda client, _: client.redirect_call("eyJ.context", AGENT), cloud("target")),
    ("move-participants", "the SDK writes a cloud in capitals",
     lambda _, call: call.move_participants([AGENT], "another-connection", **CONTEXT),
     cloud("targetParticipants[0]")),
    ("reject", "", lambda client, _: client.reject_call(
        "eyJ.context", call_reject_reason="busy"), {}),
    ("remove-participant",
     "the SDK says of a number with an asserted id that it is not anonymous",
     lambda _, call: call.remove_participant(
         number("+14255550123", raw_id="4:+14255550123_7f"), **CONTEXT),
     {"participantToRemove.phoneNumber.isAnonymous": (False, None)}),
    ("resume-recording", "", lambda client, _: client.resume_recording("eyJQbGF0Zm9ybSJ9"), {}),
    ("send-tones", "", lambda _, call: call.send_dtmf_tones(
        ["one", "asterisk", "pound", "a"], CALLER, **CONTEXT), {}),
    ("start-continuous-tones", "", lambda _, call: call.start_continuous_dtmf_recognition(
        CALLER, **CONTEXT), {}),
    ("start-recording-options",
     "the SDK always sends an affinity, and writes a cloud in capitals (FACTS.md (b))",
     lambda client, _: recording(
         client, pause_on_start=True, audio_channel_participant_ordering=[CALLER, AGENT],
         recording_storage=sdk.AzureBlobContainerRecordingStorage(
             "https://contoso.blob.core.windows.net/calls")),
     {**ALWAYS_AN_AFFINITY, **cloud("audioChannelParticipantOrdering[1]")}),
    ("start-recording", "the SDK always sends an affinity (FACTS.md (b))",
     lambda client, _: recording(client), ALWAYS_AN_AFFINITY),
    ("start-streaming", "", lambda _, call: call.start_media_streaming(**CONTEXT), {}),
    ("start-transcription", "", lambda _, call: call.start_transcription(
        locale="en-US", **CONTEXT), {}),
    ("stop-continuous-tones", "", lambda _, call: call.stop_continuous_dtmf_recognition(
        CALLER, **CONTEXT), {}),
    ("stop-recording", "", lambda client, _: client.stop_recording("e30=/x"), {}),
    ("stop-streaming", "", lambda _, call: call.stop_media_streaming(**CONTEXT), {}),
    ("stop-transcription", "", lambda _, call: call.stop_transcription(**CONTEXT), {}),
    ("terminate", "", lambda _, call: call.hang_up(True), {}),
    ("transfer", "", lambda _, call: call.transfer_call_to_participant(
        NUMBER, transferee=CALLER, sip_headers={"X-MS-Custom-queue": "support"}, **CONTEXT), {}),
    ("unhold", "", lambda _, call: call.unhold(CALLER, **CONTEXT), {}),
    ("update-transcription", "", lambda _, call: call.update_transcription(
        locale="es-MX", **CONTEXT), {}),
]

# The model of a request's body, by the end of its path.
MODELS = {
    "callConnections": "CreateCallRequest", "callConnections:answer": "AnswerCallRequest",
    "callConnections:redirect": "RedirectCallRequest",
    "callConnections:reject": "RejectCallRequest", "callConnections:connect": "ConnectRequest",
    "recordings": "StartCallRecordingRequest", ":transferToParticipant":
    "TransferToParticipantRequest", ":add": "AddParticipantRequest",
    ":remove": "RemoveParticipantRequest", ":moveHere": "MoveParticipantsRequest", ":mute": "MuteParticipantsRequest",
    ":cancelAddParticipant": "CancelAddParticipantRequest", ":play": "PlayRequest",
    ":recognize": "RecognizeRequest",
    ":startContinuousDtmfRecognition": "ContinuousDtmfRecognitionRequest",
    ":stopContinuousDtmfRecognition": "ContinuousDtmfRecognitionRequest",
    ":sendDtmfTones": "SendDtmfTonesRequest", ":hold": "HoldRequest", ":unhold": "UnholdRequest",
    ":startTranscription": "StartTranscriptionRequest",
    ":updateTranscription": "UpdateTranscriptionRequest",
    ":stopTranscription": "StopTranscriptionRequest",
    ":startMediaStreaming": "StartMediaStreamingRequest",
    ":stopMediaStreaming": "StopMediaStreamingRequest",
}


def comparing(name, why, act, differences):
    """A check that the program sends for an operation what the SDK does, but for what is said."""
    but = f", but {why}" if why else ""

    @check(f"the SDK sends {name} as this program does{but}")
    def _(_):
        ours, theirs = golden(name), of_sdk(act)
        expect(ours.line, theirs.line, "our request")
        expect(ours.is_repeatable, theirs.is_repeatable, "that it can be repeated")
        expect(ours.body is None, theirs.body is None, "that it has no body")
        found = {
            path: (theirs.members.get(path), ours.members.get(path))
            for path in theirs.members.keys() | ours.members.keys()
            if theirs.members.get(path) != ours.members.get(path)
        }
        expect(found, differences, "the difference (SDK's, ours)")

    @check(f"the SDK has a place for every member of {name}, and none is null")
    def _(_):
        ours = golden(name)
        if ours.body is None:
            return
        path = ours.line.split(" ")[1].split("?")[0]
        model = next(model for end, model in MODELS.items() if path.endswith(end))
        read = getattr(generated, model).deserialize(ours.body)
        expect(dict(members(read.serialize(keep_readonly=True))), ours.members, "what it reads")
        expect_true(None not in ours.members.values(), "there is a null")


for operation in OPERATIONS:
    comparing(*operation)


@check("every request of this program is compared")
def _(_):
    expect({name for name, *_ in OPERATIONS}, {path.stem for path in GOLDEN.glob("*.http")})
