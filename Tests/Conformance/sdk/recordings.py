"""Recordings, and the files that come of them."""

import json

import azure.communication.callautomation as sdk

from harness import VERSION, check, expect, expect_true, refused, status_of, unfetched


def recorded(world, call, **arguments):
    """Begins a recording of a call, by its connection."""
    arguments.setdefault("recording_content_type", "audio")
    arguments.setdefault("recording_format_type", "wav")
    arguments.setdefault("recording_channel_type", "mixed")
    arguments.setdefault("recording_state_callback_url", f"{world.callbacks}/recording")
    return world.client.start_recording(**{**by_connection(call), **arguments})


def by_connection(call):
    """What names the call, as far as the SDK lets it: 1.3 knows no connections here."""
    if VERSION >= (1, 5):
        return {"call_connection_id": call.id}
    return {"call_locator": sdk.ServerCallLocator(call.answer.server_call_id)}


def state(call, recording, wanted):
    """Waits for a state of a recording."""
    return call.event("RecordingStateChanged", where=lambda data: data["state"] == wanted
                      and data["recordingId"] == recording.recording_id)


def file_of(world, recording):
    """What Event Grid tells of a recording's file; waits for it."""
    _, event = world.app.wait(
        lambda path, event: path == "/eventGrid" and recording.recording_id in event["subject"],
        "RecordingFileStatusUpdated",
    )
    expect(event["eventType"], "Microsoft.Communication.RecordingFileStatusUpdated")
    return event["data"]


def finished(world, call=None, **arguments):
    """The file of a recording that was begun and stopped."""
    call = call or world.call()
    recording = recorded(world, call, **arguments)
    state(call, recording, "active")
    world.client.stop_recording(recording.recording_id)
    return file_of(world, recording)


@check("recording by connection is 202, and begins with an event", since=(1, 5))
def _(world):
    call = world.call()
    status, recording = status_of(
        world.client.start_recording, call_connection_id=call.id, recording_content_type="audio",
        recording_channel_type="mixed", recording_format_type="wav",
        recording_state_callback_url=f"{world.callbacks}/recording",
    )
    expect(status, 202)
    expect(recording.recording_state, "inactive")
    expect(recording.recording_kind, "azureCommunicationServices")
    event = state(call, recording, "active")
    expect(event.path, "/callbacks/recording")
    expect(event.model.recording_id, recording.recording_id)
    expect(event.envelope["subject"],
           f"calling/recordings/{call.answer.server_call_id}/{recording.recording_id}"
           "/RecordingStateChanged")
    expect_true(event.model.start_date_time, "there is no start_date_time")
    expect(event.model.recording_kind, "azureCommunicationServices")


@check("recording by locator is 200")
def _(world):
    call = world.call()
    named = ({"server_call_id": call.answer.server_call_id} if VERSION >= (1, 5)
             else {"call_locator": sdk.ServerCallLocator(call.answer.server_call_id)})
    status, recording = status_of(
        world.client.start_recording, recording_content_type="audio",
        recording_channel_type="mixed", recording_format_type="wav",
        recording_state_callback_url=f"{world.callbacks}/recording", **named,
    )
    expect(status, 200)
    state(call, recording, "active")


@check("a group call is recorded by its id")
def _(world):
    answer = world.client.connect_call(world.callbacks, group_call_id="group-1")
    world.app.wait(
        lambda _, event: event.get("type", "").endswith("CallConnected")
        and event["data"]["callConnectionId"] == answer.call_connection_id, "CallConnected",
    )
    named = ({"group_call_id": "group-1"} if VERSION >= (1, 5)
             else {"call_locator": sdk.GroupCallLocator("group-1")})
    recording = world.client.start_recording(
        recording_content_type="audio", recording_channel_type="mixed",
        recording_format_type="wav", **named,
    )
    expect_true(recording.recording_id, "there is no recording_id")


@check("a call of Teams Phone is not recorded by locator")
def _(world):
    call = world.teams_call()
    named = ({"server_call_id": call.answer.server_call_id} if VERSION >= (1, 5)
             else {"call_locator": sdk.ServerCallLocator(call.answer.server_call_id)})
    refused(400, "8523", lambda: world.client.start_recording(
        recording_content_type="audio", recording_channel_type="mixed",
        recording_format_type="wav", **named,
    ))


@check("a call that is not there is not recorded", since=(1, 5))
def _(world):
    for named in [{"call_connection_id": "nothing"}, {"server_call_id": "nothing"},
                  {"group_call_id": "nothing"}]:
        refused(404, "8522", lambda named=named: world.client.start_recording(**named))


@check("a room is not recorded by its id", since=(1, 5))
def _(world):
    refused(400, "8523", lambda: world.client.start_recording(room_id="room-1"))


@check("a recording is paused, goes on and is stopped")
def _(world):
    call = world.call()
    recording = recorded(world, call)
    state(call, recording, "active")
    identity = recording.recording_id
    expect(world.client.get_recording_properties(identity).recording_state, "active")
    status, _ = status_of(world.client.pause_recording, recording_id=identity)
    expect(status, 202)
    state(call, recording, "inactive")
    expect(world.client.get_recording_properties(identity).recording_state, "inactive")
    status, _ = status_of(world.client.resume_recording, recording_id=identity)
    expect(status, 202)
    world.app.wait(lambda _, event: is_second(event, identity), "the second active")
    status, _ = status_of(world.client.stop_recording, recording_id=identity)
    expect(status, 204)
    for act in [world.client.get_recording_properties, world.client.stop_recording,
                world.client.pause_recording, world.client.resume_recording]:
        refused(404, "8522", lambda act=act: act(identity))


SEEN = {}


def is_second(event, identity):
    """Whether an event is the second one that a recording is active."""
    data = event.get("data", {})
    if data.get("recordingId") != identity or data.get("state") != "active":
        return False
    SEEN.setdefault(identity, set()).add(event["id"])
    return len(SEEN[identity]) == 2


@check("a call is recorded once at a time")
def _(world):
    call = world.call()
    recorded(world, call)
    refused(400, "8559", lambda: recorded(world, call))


@check("a recording that does not begin is told of", since=(1, 5))
def _(world):
    call = world.call(recording=["failed"])
    recording = recorded(world, call)
    event = call.event("StartRecordingFailed")
    expect(event.model.recording_id, recording.recording_id)
    expect(event.data["resultInformation"]["code"], 400)


@check("a recording begins paused where it is asked to")
def _(world):
    call = world.call()
    recording = recorded(world, call, pause_on_start=True)
    state(call, recording, "inactive")


@check("a recording has a channel for each, in an order")
def _(world):
    call = world.call()
    affinity = [sdk.ChannelAffinity(target_participant=call.caller, channel=0)]
    recording = recorded(
        world, call, recording_channel_type="unmixed", channel_affinity=affinity,
        # SDK 1.3 cannot send an order: it has the wrong models for it.
        **({"audio_channel_participant_ordering": [call.caller]} if VERSION >= (1, 5) else {}),
    )
    state(call, recording, "active")


@check("channels of their own need audio, in a wav file")
def _(world):
    call = world.call()
    refused(400, "8523", lambda: recorded(
        world, call, recording_channel_type="unmixed", recording_format_type="mp3"
    ))


def written(content, channels, form, begins, kind):
    """A check of a format of recordings."""
    @check(f"a recording is a file: {content}, {channels}, {form}")
    def _(world):
        data = finished(
            world, recording_content_type=content, recording_channel_type=channels,
            recording_format_type=form,
        )
        expect(data["recordingContentType"], content[0].upper() + content[1:])
        expect(data["recordingChannelType"], channels.capitalize())
        expect(data["recordingFormatType"], form.capitalize())
        expect_true(data["recordingDurationMs"] >= 0, "there is no duration")
        chunk = data["recordingStorageInfo"]["recordingChunks"][0]
        body = b"".join(world.client.download_recording(chunk["contentLocation"]).iter_bytes())
        expect(body[:len(begins)], begins)
        response = world.client.download_recording(chunk["contentLocation"])
        expect(response.headers["Content-Type"], kind)


written("audio", "mixed", "wav", b"RIFF", "audio/wav")
written("audio", "unmixed", "wav", b"RIFF", "audio/wav")
written("audio", "mixed", "mp3", b"ID3", "audio/mpeg")
written("audioVideo", "mixed", "mp4", b"\0\0\0\x10ftyp", "video/mp4")


@check("files lie on hosts that the SDK follows")
def _(world):
    chunk = finished(world)["recordingStorageInfo"]["recordingChunks"][0]
    for name in ["contentLocation", "metadataLocation", "deleteLocation"]:
        expect_true(chunk[name].startswith("https://"), f"{name} is not https")
        host = chunk[name].split("/")[2]
        expect_true(host.endswith((".asm.skype.com", ".asyncgw.teams.microsoft.com")), host)
    expect(chunk["index"], 0)
    expect_true(chunk["documentId"] and chunk["endReason"], "the chunk is not told of")


@check("a part of a file is fetched")
def _(world):
    location = content_of(world)
    whole = b"".join(world.client.download_recording(location).iter_bytes())
    part = world.client.download_recording(location, offset=4, length=8)
    expect(part.status_code, 206)
    expect(part.headers["Content-Range"], f"bytes 4-11/{len(whole)}")
    expect(b"".join(part.iter_bytes()), whole[4:12])
    if VERSION < (1, 5):
        # SDK 1.3 sends an offset alone as `bytes=4`, which is no range.
        return
    rest = world.client.download_recording(location, offset=len(whole) - 3)
    expect(b"".join(rest.iter_bytes()), whole[-3:])
    unfetched(416, lambda: world.client.download_recording(location, offset=len(whole)))


def content_of(world):
    """Where the content of a file is."""
    return finished(world)["recordingStorageInfo"]["recordingChunks"][0]["contentLocation"]


@check("what is said of a file is fetched")
def _(world):
    chunk = finished(world)["recordingStorageInfo"]["recordingChunks"][0]
    body = b"".join(world.client.download_recording(chunk["metadataLocation"]).iter_bytes())
    expect(json.loads(body)["chunkDocumentId"], chunk["documentId"])


@check("a file is deleted, and then is none")
def _(world):
    chunk = finished(world)["recordingStorageInfo"]["recordingChunks"][0]
    status, _ = status_of(world.client.delete_recording, recording_url=chunk["deleteLocation"])
    expect(status, 200)
    refused(404, "8522", lambda: world.client.delete_recording(chunk["deleteLocation"]))
    unfetched(404, lambda: world.client.download_recording(chunk["contentLocation"]))


@check("a file is given to whoever signs with the host of the resource, and names it")
def _(world):
    location = content_of(world)
    world.client.download_recording(location)
    expect(world.storage.requests[-1].headers["x-ms-host"], "127.0.0.1")
    client = world.make_client(key="AAAA")
    unfetched(401, lambda: client.download_recording(location))


@check("a file goes to one's own container where it is asked to")
def _(world):
    container = "https://contoso.blob.core.windows.net/calls"
    data = finished(world, recording_storage=sdk.AzureBlobContainerRecordingStorage(container))
    chunk = data["recordingStorageInfo"]["recordingChunks"][0]
    expect_true(chunk["contentLocation"].startswith(container), chunk["contentLocation"])


@check("the end of a call ends its recording, whose file is told of")
def _(world):
    call = world.call()
    recording = recorded(world, call)
    state(call, recording, "active")
    call.connection.hang_up(True)
    file_of(world, recording)
    refused(404, "8522", lambda: world.client.get_recording_properties(recording.recording_id))
