"""Calls that come, are placed and are joined, and how they end."""

import re
import uuid

import azure.communication.callautomation as sdk
import azure.communication.callautomation._generated.models as generated

from harness import (ACCOUNT, AI, API_VERSION, OURS, SOCKET, VERSION, Call, check, expect,
                     expect_true, refused, status_of)


@check("Event Grid tells of a call, with what the answer needs")
def _(world):
    caller, incoming = world.ring()
    expect(incoming["from"]["kind"], "phoneNumber")
    expect(incoming["from"]["phoneNumber"]["value"], caller.properties["value"])
    expect(incoming["to"]["rawId"], f"4:{OURS}")
    for name in ["serverCallId", "incomingCallContext", "correlationId", "callerDisplayName"]:
        expect_true(incoming[name], f"{name} is missing")


@check("a resource account is called as an unknown kind, by raw id")
def _(world):
    _, incoming = world.ring(to=None)
    expect(incoming["to"], {"kind": "unknown", "rawId": ACCOUNT})


@check("an answered call is told as it is")
def _(world):
    call = world.call(answer={"operation_context": "answer-1"}, connect=False)
    answer = call.answer
    expect(answer.call_connection_state, "connecting")
    expect(answer.callback_url, world.callbacks)
    expect(answer.correlation_id, call.incoming["correlationId"])
    expect(answer.server_call_id, call.incoming["serverCallId"])
    expect([target.raw_id for target in answer.targets], [f"4:{OURS}"])
    expect(answer.source.raw_id, call.caller.raw_id)
    expect(call.event("CallConnected").data["operationContext"], "answer-1")


@check("answering is 200")
def _(world):
    _, incoming = world.ring()
    status, _ = status_of(
        world.client.answer_call, incoming_call_context=incoming["incomingCallContext"],
        callback_url=world.callbacks,
    )
    expect(status, 200)


@check("an answer says who answered, and for which number")
def _(world):
    user = world.user()
    client = world.make_client(source=user)
    call = world.call(client=client)
    for properties in [call.answer, call.connection.get_call_properties()]:
        # SDK 1.3 gives the wire's model.
        answered_by = properties.answered_by
        expect(getattr(answered_by, "raw_id", None) or answered_by.id, user.raw_id, "answered_by")
        expect(properties.answered_for.properties["value"], OURS, "answered_for")


@check("an answer for a resource account names no number")
def _(world):
    call = world.teams_call()
    expect(call.answer.answered_for, None)
    expect(call.answer.answered_by, None)


@check("CallConnected is a CloudEvent as the service sends them")
def _(world):
    call = world.call()
    event = call.event("CallConnected")
    envelope = event.envelope
    uuid.UUID(envelope["id"])
    expect(envelope["source"], f"calling/callConnections/{call.id}")
    expect(envelope["subject"], envelope["source"])
    expect(envelope["specversion"], "1.0")
    expect(envelope["datacontenttype"], "application/json")
    expect_true(re.fullmatch(r"[-\dT:.]+\+00:00", envelope["time"]), envelope["time"])
    expect(event.data["version"], API_VERSION)
    expect(event.data["publicEventType"], envelope["type"])
    expect(event.result, "200/0")
    expect(event.model.server_call_id, call.answer.server_call_id)
    expect(event.model.correlation_id, call.answer.correlation_id)
    expect_true("operationContext" not in event.data, "a context that was not given is echoed")


@check("the parties of a call are told, without the app")
def _(world):
    call = world.call()
    event = call.event("ParticipantsUpdated")
    expect(event.model.sequence_number, 1)
    expect([party.identifier.raw_id for party in event.model.participants], [call.caller.raw_id])
    expect(event.model.participants[0].is_muted, False)
    if VERSION >= (1, 5):
        expect(event.model.participants[0].is_on_hold, False)


@check("a connected call says so when it is asked")
def _(world):
    call = world.call()
    status, properties = status_of(call.connection.get_call_properties)
    expect(status, 200)
    expect(properties.call_connection_state, "connected")
    expect(properties.call_connection_id, call.id)


@check("a call is answered once")
def _(world):
    call = world.call()
    context = call.incoming["incomingCallContext"]
    refused(404, "8522", lambda: world.client.answer_call(context, world.callbacks))


@check("what was never a call cannot be answered")
def _(world):
    refused(404, "8522", lambda: world.client.answer_call("nothing", world.callbacks))


@check("sockets that were asked for are subscriptions of the call", since=(1, 5))
def _(world):
    call = world.call(answer=sockets(start=False))
    for properties in [call.answer, call.connection.get_call_properties()]:
        streaming = properties.media_streaming_subscription
        expect(streaming.state, "inactive")
        expect(streaming.subscribed_content_types, ["audio"])
        transcription = properties.transcription_subscription
        expect(transcription.state, "inactive")
        expect(transcription.subscribed_result_types, ["final", "intermediate"])
        uuid.UUID(transcription.id)


@check("sockets that are to be sent to at once are told of", since=(1, 5))
def _(world):
    call = world.call(answer=sockets(start=True))
    update = call.event("MediaStreamingStarted").model.media_streaming_update
    expect(update.media_streaming_status, "mediaStreamingStarted")
    update = call.event("TranscriptionStarted").model.transcription_update
    expect(update.transcription_status, "transcriptionStarted")
    properties = call.connection.get_call_properties()
    expect(properties.media_streaming_subscription.state, "active")
    expect(properties.transcription_subscription.state, "active")


def sockets(start):
    """What asks for both kinds of sockets."""
    return {
        "media_streaming": sdk.MediaStreamingOptions(
            transport_url=SOCKET, transport_type="websocket", content_type="audio",
            audio_channel_type="mixed", start_media_streaming=start, enable_bidirectional=True,
            audio_format="pcm24KMono", enable_dtmf_tones=True,
        ),
        "transcription": sdk.TranscriptionOptions(
            transport_url=SOCKET, transport_type="websocket", locale="en-US",
            start_transcription=start, enable_intermediate_results=True,
        ),
    }


@check("a call is rejected, and then is none")
def _(world):
    _, incoming = world.ring()
    context = incoming["incomingCallContext"]
    status, result = status_of(
        world.client.reject_call, incoming_call_context=context, call_reject_reason="busy"
    )
    expect((status, result), (204, None))
    refused(404, "8522", lambda: world.client.reject_call(context))


@check("a call is redirected, and then is none")
def _(world):
    _, incoming = world.ring()
    context = incoming["incomingCallContext"]
    status, _ = status_of(
        world.client.redirect_call, incoming_call_context=context,
        target_participant=world.user(),
    )
    expect(status, 204)
    refused(404, "8522", lambda: world.client.redirect_call(context, world.user()))


@check("a number is called, as the number and the name that are said")
def _(world):
    target = world.number()
    status, answer = status_of(
        world.client.create_call, target_participant=target, callback_url=world.callbacks,
        source_caller_id_number=sdk.PhoneNumberIdentifier(OURS), source_display_name="Contoso",
        operation_context="dial-1", cognitive_services_endpoint=AI,
    )
    expect(status, 201)
    expect([party.raw_id for party in answer.targets], [target.raw_id])
    expect(answer.source_caller_id_number.properties["value"], OURS)
    expect(answer.source_display_name, "Contoso")
    call = Call(world, answer)
    call.event("CallConnected", "dial-1")
    expect(call.raw_ids(), [target.raw_id])


@check("a user of the resource is called, by a user of the resource")
def _(world):
    target, source = world.user(), world.user()
    client = world.make_client(source=source)
    answer = client.create_call(target, world.callbacks)
    expect(answer.source.raw_id, source.raw_id)
    Call(world, answer).event("CallConnected")


@check("a number cannot be called without a number of one's own")
def _(world):
    refused(400, "8523", lambda: world.client.create_call(world.number(), world.callbacks))


@check("a resource account calls", since=(1, 5))
def _(world):
    account = sdk.MicrosoftTeamsAppIdentifier(ACCOUNT.rsplit(":", 1)[-1])
    call = world.dialled(world.number(), teams_app_source=account, source_caller_id_number=None)
    call.event("CallConnected")


@check("a resource account shows no other number", since=(1, 5))
def _(world):
    account = sdk.MicrosoftTeamsAppIdentifier(ACCOUNT.rsplit(":", 1)[-1])
    refused(400, "8523", lambda: world.dialled(world.number(), teams_app_source=account))


def failing(name, number, result, cause):
    """A check of a call that is not taken."""
    @check(f"who is called {name}: CreateCallFailed, then CallDisconnected")
    def _(world):
        call = world.dialled(sdk.PhoneNumberIdentifier(number), operation_context="dial-2")
        event = call.event("CreateCallFailed", "dial-2")
        expect(event.result, result)
        call.event("CallDisconnected")
        expect(call.names(), ["CreateCallFailed", "CallDisconnected"])
        refused(404, "8522", call.connection.get_call_properties)
        if VERSION >= (1, 6):
            information = event.model.result_information
            expect(information.sip_details.code, int(result.split("/", maxsplit=1)[0]))
            expect_true(information.sip_details.message, "sipDetails has no message")
            expect(information.q850_details.code, cause)
            expect_true(information.q850_details.message, "q850Details has no message")


failing("is busy", "+12065550486", "486/560486", 17)
failing("declines", "+12065550603", "603/560603", 21)
failing("does not answer", "+12065550480", "480/560480", 18)


@check("several are called at once, and whoever takes it is in the call")
def _(world):
    targets = [world.user(), world.number(), world.user()]
    answer = world.client.create_call(
        targets, world.callbacks, source_caller_id_number=sdk.PhoneNumberIdentifier(OURS)
    ) if VERSION >= (1, 5) else world.client.create_group_call(
        targets, world.callbacks, source_caller_id_number=sdk.PhoneNumberIdentifier(OURS)
    )
    expect([party.raw_id for party in answer.targets], [target.raw_id for target in targets])
    call = Call(world, answer)
    call.event("CallConnected")
    call.event("ParticipantsUpdated", where=lambda data: len(data["participants"]) == 3)
    expect(sorted(call.raw_ids()), sorted(target.raw_id for target in targets))


def joining(kind, argument, value):
    """A check of joining a call that others have."""
    @check(f"a call is joined by {kind}")
    def _(world):
        status, answer = status_of(
            world.client.connect_call, callback_url=world.callbacks, operation_context="join-1",
            **{argument: value},
        )
        expect(status, 200)
        Call(world, answer).event("CallConnected", "join-1")

    @check(f"a call that is not there cannot be joined by {kind}")
    def _(world):
        answer = world.client.connect_call(world.callbacks, **{argument: "nowhere"})
        expect(Call(world, answer).event("ConnectFailed").result, "404/8522")


joining("the id of a room", "room_id", "room-1")
joining("the id of a group call", "group_call_id", "group-1")
joining("the id of a server call", "server_call_id", "server-1")


@check("the app leaves a call of two, which ends it")
def _(world):
    call = world.call()
    status, _ = status_of(call.connection.hang_up, is_for_everyone=False)
    expect(status, 204)
    expect(call.event("CallDisconnected").result, "200/7000")
    refused(404, "8522", call.connection.get_call_properties)


@check("the app ends a call for everyone")
def _(world):
    call = world.call()
    status, _ = status_of(call.connection.hang_up, is_for_everyone=True)
    expect(status, 204)
    expect(call.event("CallDisconnected").result, "200/7000")
    expect(call.names()[-1], "CallDisconnected")


@check("a call that is over cannot be ended")
def _(world):
    call = world.call()
    call.connection.hang_up(True)
    refused(404, "8522", lambda: call.connection.hang_up(True))
    refused(404, "8522", lambda: call.connection.hang_up(False))
    refused(404, "8522", lambda: call.connection.play_media(sdk.FileSource("https://x.test/a")))


@check("the caller hangs up, which ends the call")
def _(world):
    call = world.call(hangUpAfter="20s")
    expect(call.event("CallDisconnected").result, "200/5001")


@check("a request that is sent again is not run again")
def _(world):
    headers = {"Repeatability-Request-ID": str(uuid.uuid4()),
               "Repeatability-First-Sent": "Mon, 02 Mar 2026 09:05:07 GMT"}
    target = world.user()
    one, two = (
        world.client.create_call(target, world.callbacks, headers=dict(headers)) for _ in range(2)
    )
    expect(one.call_connection_id, two.call_connection_id)


@check("every callback has an id of its own")
def _(world):
    call = world.call()
    envelopes = world.app.all(
        lambda _, event: event.get("data", {}).get("callConnectionId") == call.id
    )
    expect(len({event["id"] for event in envelopes}), len(envelopes))


@check("every callback is one that the SDK has a model of")
def _(world):
    call = world.call()
    call.connection.hang_up(True)
    call.event("CallDisconnected")
    for name in call.names():
        expect_true(hasattr(generated, name), f"the SDK has no {name}")
