"""What is played, heard, sent as keys, and sent to sockets."""

import azure.communication.callautomation as sdk

from calls import sockets
from harness import OURS, VERSION, check, expect, expect_true, refused

FILE = sdk.FileSource("https://media.contoso.com/hello.wav")
VOICE = "en-US-JennyNeural"
TEXT = sdk.TextSource(text="Hello.", voice_name=VOICE)
LONG = sdk.TextSource(text="Hello. " * 100, voice_name=VOICE)
SSML = sdk.SsmlSource(
    ssml_text='<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
    f'<voice name="{VOICE}">Hello.</voice></speak>'
)


def listen(call, kind="DTMF", **arguments):
    """Listens to the caller."""
    if kind in ("DTMF", "SPEECH_OR_DTMF"):
        arguments.setdefault("dtmf_max_tones_to_collect", 1)
    call.connection.start_recognizing_media(
        sdk.RecognizeInputType[kind], call.caller, operation_context="listen-1", **arguments
    )


def playing(name, source):
    """A check of something that can be played."""
    @check(f"{name} is played to all: PlayStarted, then PlayCompleted")
    def _(world):
        call = world.call()
        call.connection.play_media(source, operation_context="play-1")
        expect(call.event("PlayStarted", "play-1").result, "200/0")
        event = call.event("PlayCompleted", "play-1")
        expect(event.result, "200/0")
        expect(event.model.result_information.message, "Action completed successfully.")


playing("a file", FILE)
playing("an MP3 file", sdk.FileSource("https://media.contoso.com/hello.mp3?sig=1"))
playing("a text in a voice", TEXT)
playing("a text in a language and a kind of voice",
        sdk.TextSource(text="Hello.", source_locale="en-US", voice_kind=sdk.VoiceKind.FEMALE))
playing("SSML", SSML)
playing("what is kept by a name", sdk.FileSource(FILE.url, play_source_cache_id="hello"))
playing("one after the other what is given", [FILE, TEXT])


def unplayable(name, source, result, index=0):
    """A check of something that cannot be played."""
    @check(f"{name} is not played: PlayFailed, and no PlayStarted")
    def _(world):
        call = world.call()
        call.connection.play_media(source, operation_context="play-2")
        event = call.event("PlayFailed", "play-2")
        expect(event.result, result)
        expect(event.data["failedPlaySourceIndex"], index)
        if VERSION >= (1, 5):
            expect(event.model.failed_play_source_index, index)
        expect_true("PlayStarted" not in call.names(), "PlayStarted came")


unplayable("a file of another format", sdk.FileSource("https://x.test/hello.ogg"), "400/8535")
unplayable("a file that cannot be fetched", sdk.FileSource("hello.wav"), "400/8536")
unplayable("an empty text", sdk.TextSource(text=" ", voice_name=VOICE), "400/8582")
unplayable("a text in a blank voice", sdk.TextSource(text="Hello.", voice_name=" "), "401/8565")
unplayable("SSML that is broken", sdk.SsmlSource(ssml_text="<speak><voice>Hello."), "400/8565")
unplayable("SSML in a blank voice",
           sdk.SsmlSource(ssml_text=SSML.ssml_text.replace(VOICE, "")), "401/8565")
unplayable("the second of two", [FILE, sdk.FileSource("https://x.test/a.ogg")], "400/8535", 1)


@check("a party is played to alone")
def _(world):
    call = world.call()
    call.connection.play_media(FILE, [call.caller], operation_context="play-3")
    call.event("PlayCompleted", "play-3")


@check("who is not there is not played to")
def _(world):
    call = world.call()
    refused(404, "8522", lambda: call.connection.play_media(FILE, [world.user()]))


@check("what is played in a loop ends when it is cancelled")
def _(world):
    call = world.call()
    call.connection.play_media(FILE, loop=True, operation_context="play-4")
    call.event("PlayStarted", "play-4")
    call.connection.cancel_all_media_operations()
    expect(call.event("PlayCanceled", "play-4").result, "400/8508")
    expect_true("PlayCompleted" not in call.names(), "PlayCompleted came")


@check("what is played to all waits for its turn")
def _(world):
    call = world.call()
    for context in ["play-5", "play-6"]:
        call.connection.play_media(TEXT, operation_context=context)
    call.event("PlayCompleted", "play-6")
    names = [name for name in call.names() if name.startswith("Play")]
    expect(names, ["PlayStarted", "PlayCompleted"] * 2)


@check("what interrupts cancels what is played and what waits")
def _(world):
    call = world.call()
    call.connection.play_media(FILE, loop=True, operation_context="play-7")
    call.connection.play_media(FILE, operation_context="play-8")
    call.connection.play_media_to_all(
        TEXT, interrupt_call_media_operation=True, operation_context="play-9"
    )
    for context in ["play-7", "play-8"]:
        expect(call.event("PlayCanceled", context).result, "400/8508")
    call.event("PlayCompleted", "play-9")


@check("a text cannot be played without an AI endpoint, a file can")
def _(world):
    call = world.call(ai=False)
    refused(405, "8522", lambda: call.connection.play_media(TEXT))
    call.connection.play_media(FILE)
    call.event("PlayCompleted")


@check("a text of more than 4000 characters is refused")
def _(world):
    call = world.call()
    refused(400, "8523", lambda: call.connection.play_media(
        sdk.TextSource(text="x" * 4_001, voice_name=VOICE)
    ))


@check("the end of a call ends what is played")
def _(world):
    call = world.call()
    call.connection.play_media(FILE, loop=True, operation_context="play-10")
    call.event("PlayStarted")
    call.connection.hang_up(True)
    call.event("PlayCanceled", "play-10")
    call.event("CallDisconnected")
    expect(call.names()[-1], "CallDisconnected")


@check("keys are collected up to their number")
def _(world):
    call = world.call(turns=[{"press": "123"}])
    listen(call, dtmf_max_tones_to_collect=3, play_prompt=TEXT)
    event = call.event("RecognizeCompleted", "listen-1")
    expect(event.result, "200/8531")
    expect(event.model.recognition_type, "dtmf")
    expect(event.data["dtmfResult"]["tones"], ["one", "two", "three"])


@check("keys are collected up to a key that ends them")
def _(world):
    call = world.call(turns=[{"press": "1#"}])
    listen(call, dtmf_max_tones_to_collect=5, dtmf_stop_tones=[sdk.DtmfTone.POUND])
    event = call.event("RecognizeCompleted")
    expect(event.result, "200/8514")
    expect(event.data["dtmfResult"]["tones"][0], "one")


@check("nothing is heard")
def _(world):
    call = world.call()
    listen(call, initial_silence_timeout=2, play_prompt=[FILE, TEXT])
    event = call.event("RecognizeFailed", "listen-1")
    expect(event.result, "400/8510")
    expect_true("failedPlaySourceIndex" not in event.data, "no prompt has failed")


@check("keys come too slowly")
def _(world):
    call = world.call(turns=[{"press": "1"}])
    listen(call, dtmf_max_tones_to_collect=4, dtmf_inter_tone_timeout=1)
    expect(call.event("RecognizeFailed").result, "400/8532")


def choices():
    """Two choices."""
    return [
        sdk.RecognitionChoice(label="Sales", phrases=["sales", "buy"], tone=sdk.DtmfTone.ONE),
        sdk.RecognitionChoice(label="Support", phrases=["support"], tone=sdk.DtmfTone.TWO),
    ]


@check("a choice is made by a key, without a phrase")
def _(world):
    call = world.call(turns=[{"press": "2"}])
    listen(call, "CHOICES", choices=choices(), play_prompt=TEXT)
    event = call.event("RecognizeCompleted")
    expect(event.result, "200/8533")
    expect(event.model.recognition_type, "choices")
    expect(event.data["choiceResult"]["label"], "Support")
    expect(event.data["choiceResult"].get("recognizedPhrase"), None)


@check("a choice is made by a phrase")
def _(world):
    call = world.call(turns=[{"say": "I want to buy"}])
    listen(call, "CHOICES", choices=choices(), interrupt_prompt=True, play_prompt=TEXT)
    event = call.event("RecognizeCompleted")
    expect(event.result, "200/8545")
    expect(event.data["choiceResult"]["label"], "Sales")
    expect_true(event.data["choiceResult"]["recognizedPhrase"], "there is no phrase")


@check("what was said is no choice, or the key is none")
def _(world):
    for turn, result in [({"say": "hello"}, "400/8547"), ({"press": "9"}, "500/8534")]:
        call = world.call(turns=[turn])
        listen(call, "CHOICES", choices=choices())
        expect(call.event("RecognizeFailed").result, result)


@check("speech is understood")
def _(world):
    call = world.call(turns=[{"say": "hello there"}])
    listen(call, "SPEECH", end_silence_timeout=1, speech_language="en-US")
    event = call.event("RecognizeCompleted")
    expect(event.result, "200/8569")
    expect(event.model.recognition_type, "speech")
    expect(event.data["speechResult"]["speech"], "hello there")


@check("of speech and keys what comes first is taken")
def _(world):
    for turn, kind in [({"say": "hello"}, "speech"), ({"press": "4"}, "dtmf")]:
        call = world.call(turns=[turn])
        listen(call, "SPEECH_OR_DTMF", end_silence_timeout=1)
        expect(call.event("RecognizeCompleted").data["recognitionType"], kind)


@check("words are not understood without an AI endpoint, keys are")
def _(world):
    call = world.call(ai=False, turns=[{"press": "1"}])
    refused(405, "8522", lambda: listen(call, "SPEECH"))
    listen(call, play_prompt=FILE)
    call.event("RecognizeCompleted")


@check("who is not there is not listened to")
def _(world):
    call = world.call()
    refused(404, "8522", lambda: call.connection.start_recognizing_media(
        sdk.RecognizeInputType.DTMF, world.user(), dtmf_max_tones_to_collect=1
    ))


@check("a prompt that cannot be played fails the listening, and is named")
def _(world):
    call = world.call()
    listen(call, play_prompt=[FILE, sdk.FileSource("https://x.test/a.ogg")])
    event = call.event("RecognizeFailed")
    expect(event.result, "500/8511")
    expect(event.data["failedPlaySourceIndex"], 1)


@check("listening is cancelled")
def _(world):
    call = world.call()
    listen(call, initial_silence_timeout=300)
    call.connection.cancel_all_media_operations()
    expect(call.event("RecognizeCanceled", "listen-1").result, "400/8508")


@check("listening in a group is a party's own, and excludes another")
def _(world):
    call = world.call()
    call.connection.add_participant(world.user())
    call.event("AddParticipantSucceeded")
    listen(call, initial_silence_timeout=300)
    refused(412, "8583", lambda: listen(call))
    call.connection.play_media(FILE)
    call.event("PlayCompleted")


@check("values out of their ranges are refused")
def _(world):
    call = world.call()
    for arguments in [{"initial_silence_timeout": 301}, {"dtmf_inter_tone_timeout": 61},
                      {"dtmf_max_tones_to_collect": 0}]:
        refused(400, "8523", lambda arguments=arguments: listen(call, **arguments))


@check("keys are told one by one, until it is stopped")
def _(world):
    call = world.call(turns=[{"press": "15"}])
    call.connection.start_continuous_dtmf_recognition(call.caller, operation_context="keys-1")
    event = call.event("ContinuousDtmfRecognitionToneReceived", "keys-1")
    expect((event.model.sequence_id, event.model.tone), (1, "one"))
    event = call.event("ContinuousDtmfRecognitionToneReceived", "keys-1",
                       lambda data: data["sequenceId"] == 2)
    expect(event.model.tone, "five")
    call.connection.stop_continuous_dtmf_recognition(call.caller, operation_context="keys-2")
    call.event("ContinuousDtmfRecognitionStopped", "keys-2")


@check("the end of a call ends the telling of keys")
def _(world):
    call = world.call()
    call.connection.start_continuous_dtmf_recognition(call.caller)
    call.connection.hang_up(True)
    expect(call.event("ContinuousDtmfRecognitionStopped").result, "200/7000")


@check("of who is not there no keys are told")
def _(world):
    call = world.call()
    for act in [call.connection.start_continuous_dtmf_recognition,
                call.connection.stop_continuous_dtmf_recognition]:
        refused(404, "8522", lambda act=act: act(world.user()))


@check("tones are sent to a number")
def _(world):
    call = world.call()
    answer = call.connection.send_dtmf_tones(
        [sdk.DtmfTone.ONE, "pound", "a"], call.caller, operation_context="tones-1"
    )
    expect(answer.operation_context, "tones-1")
    expect(call.event("SendDtmfTonesCompleted", "tones-1").result, "200/0")


@check("tones are sent to no client, not too many, and to nobody who is not there")
def _(world):
    call = world.call()
    user = world.user()
    call.connection.add_participant(user)
    call.event("AddParticipantSucceeded")
    refused(400, "8523", lambda: call.connection.send_dtmf_tones(["one"], user))
    refused(400, "8523", lambda: call.connection.send_dtmf_tones(["one"] * 19, call.caller))
    refused(404, "8522", lambda: call.connection.send_dtmf_tones(["one"], world.number()))


@check("audio is sent to a socket, and no longer", since=(1, 5))
def _(world):
    call = world.call(answer=sockets(start=False))
    call.connection.start_media_streaming(operation_context="stream-1")
    event = call.event("MediaStreamingStarted", "stream-1")
    update = event.model.media_streaming_update
    expect(update.media_streaming_status, "mediaStreamingStarted")
    expect(update.media_streaming_status_details, "subscriptionStarted")
    properties = call.connection.get_call_properties()
    expect(properties.media_streaming_subscription.state, "active")
    call.connection.stop_media_streaming(operation_context="stream-2")
    update = call.event("MediaStreamingStopped", "stream-2").model.media_streaming_update
    expect(update.media_streaming_status_details, "subscriptionStopped")
    properties = call.connection.get_call_properties()
    expect(properties.media_streaming_subscription.state, "inactive")


@check("audio is sent to no socket that was not set up", since=(1, 5))
def _(world):
    call = world.call()
    call.connection.start_media_streaming()
    event = call.event("MediaStreamingFailed")
    expect(event.result, "405/8522")
    expect(event.model.media_streaming_update.media_streaming_status, "mediaStreamingFailed")


@check("what is said is sent to a socket, in another language, and no longer", since=(1, 5))
def _(world):
    call = world.call(answer=sockets(start=False))
    call.connection.start_transcription(locale="en-US", operation_context="text-1")
    update = call.event("TranscriptionStarted", "text-1").model.transcription_update
    expect(update.transcription_status, "transcriptionStarted")
    call.connection.update_transcription(locale="es-MX", operation_context="text-2")
    update = call.event("TranscriptionUpdated", "text-2").model.transcription_update
    expect(update.transcription_status_details, "transcriptionLocaleUpdated")
    subscription = call.connection.get_call_properties().transcription_subscription
    expect((subscription.state, subscription.locale), ("active", "es-MX"))
    call.connection.stop_transcription(operation_context="text-3")
    update = call.event("TranscriptionStopped", "text-3").model.transcription_update
    expect(update.transcription_status, "transcriptionStopped")


@check("what is said is sent in no language without a region, and to no socket that was not set up",
       since=(1, 5))
def _(world):
    call = world.call(answer=sockets(start=False))
    call.connection.start_transcription(locale="en")
    expect(call.event("TranscriptionFailed").result, "400/8523")
    call = world.call()
    call.connection.start_transcription(locale="en-US")
    expect(call.event("TranscriptionFailed").result, "405/8522")


@check("a number that was called is played to and listened to as a caller is")
def _(world):
    call = world.dialled(world.number(), cognitive_services_endpoint="https://ai.contoso.com/")
    call.event("CallConnected")
    expect(call.answer.source_caller_id_number.properties["value"], OURS)
    call.connection.play_media(LONG, operation_context="play-11")
    call.event("PlayCompleted", "play-11")
