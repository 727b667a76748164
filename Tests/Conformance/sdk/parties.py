"""Who is in a call: adding, removing, muting, holding, transferring, moving."""

import azure.communication.callautomation as sdk

from harness import ACCOUNT, OURS, VERSION, check, expect, expect_true, refused, status_of

NUMBER = sdk.PhoneNumberIdentifier(OURS)
AGENT = "8:acs:b0e1d2c3-1111-4aaa-8bbb-000000000001_d4c3b2a1-2222-4ccc-9ddd-000000000002_" \
    "a1b2c3d4-3333-4eee-8fff-000000000003"


def agent_of(user):
    """An agent of Teams Phone."""
    return sdk.TeamsExtensionUserIdentifier(user_id=user, tenant_id="b", resource_id="c")


def added(call, party, **arguments):
    """Adds somebody, and waits for them."""
    call.connection.add_participant(party, operation_context=f"add {party.raw_id}", **arguments)
    call.event("AddParticipantSucceeded", f"add {party.raw_id}")
    return party


@check("a number is added: the list that names it, then the success")
def _(world):
    call, party = world.call(), world.number()
    status, answer = status_of(
        call.connection.add_participant, target_participant=party, source_caller_id_number=NUMBER,
        invitation_timeout=30, operation_context="add-1",
    )
    expect(status, 202)
    expect(answer.participant.identifier.raw_id, party.raw_id)
    expect(answer.operation_context, "add-1")
    expect_true(answer.invitation_id, "there is no invitation_id")
    event = call.event("AddParticipantSucceeded", "add-1")
    expect(event.model.participant.raw_id, party.raw_id)
    expect(event.model.participant.phone_number.value, party.properties["value"])
    names = call.names()
    expect(names.index("AddParticipantSucceeded"), len(names) - 1)
    expect(call.raw_ids(), [call.caller.raw_id, party.raw_id])


@check("a user of the resource is added")
def _(world):
    call = world.call()
    party = added(call, world.user(), source_display_name="Contoso")
    expect(call.connection.get_participant(party).identifier.raw_id, party.raw_id)


@check("an agent of Teams Phone is added, and named with all of its parts", since=(1, 5))
def _(world):
    call = world.teams_call()
    party = added(call, sdk.TeamsExtensionUserIdentifier(
        user_id=AGENT.split("_")[2], tenant_id=AGENT.split("_")[1],
        resource_id=AGENT.split("_")[0].rsplit(":", 1)[-1],
    ))
    expect(party.raw_id, AGENT)
    identifier = call.connection.get_participant(party).identifier
    expect(identifier.kind, sdk.CommunicationIdentifierKind.TEAMS_EXTENSION_USER)
    expect(identifier.properties["tenant_id"], AGENT.split("_")[1])
    expect(identifier.properties["cloud"], "public")


@check("what a resource account shows cannot be set in Teams Phone")
def _(world):
    call = world.teams_call()
    refused(400, "8523", lambda: call.connection.add_participant(
        world.number(), source_caller_id_number=NUMBER
    ))
    refused(400, "8523", lambda: call.connection.add_participant(
        world.number(), source_display_name="Contoso"
    ))


@check("a number is not added without a number of one's own")
def _(world):
    call = world.call()
    refused(400, "8523", lambda: call.connection.add_participant(world.number()))


@check("nobody is added twice")
def _(world):
    call = world.call()
    refused(400, "8523", lambda: call.connection.add_participant(
        call.caller, source_caller_id_number=NUMBER
    ))


def failing(name, reaction, result, cause):
    """A check of somebody who does not come."""
    @check(f"who is added {name}: AddParticipantFailed, with what the network said")
    def _(world):
        party = world.number()
        call = world.call(parties={party.properties["value"]: [reaction]})
        call.connection.add_participant(
            party, source_caller_id_number=NUMBER, invitation_timeout=20, operation_context="add-2"
        )
        event = call.event("AddParticipantFailed", "add-2")
        expect(event.result, result)
        expect(event.model.participant.raw_id, party.raw_id)
        expect(call.raw_ids(), [call.caller.raw_id])
        if VERSION >= (1, 6):
            expect(event.model.result_information.q850_details.code, cause)


failing("is busy", "busy", "486/560486", 17)
failing("declines", "decline", "603/560603", 21)
failing("does not answer", "noAnswer", "480/560480", 18)


@check("a client that does not answer in time has no number's reason")
def _(world):
    party = world.user()
    call = world.call(parties={party.raw_id: ["noAnswer"]})
    call.connection.add_participant(party, invitation_timeout=10)
    event = call.event("AddParticipantFailed")
    expect(event.result, "408/10057")
    expect_true("sipDetails" not in event.data["resultInformation"], "a client has no SIP")


@check("an invitation is taken back, with the code of a failure")
def _(world):
    party = world.user()
    call = world.call(parties={party.raw_id: ["noAnswer"]})
    invitation = call.connection.add_participant(party, invitation_timeout=180).invitation_id
    status, answer = status_of(
        call.connection.cancel_add_participant_operation, invitation_id=invitation,
        operation_context="cancel-1",
    )
    expect(status, 202)
    expect(answer.invitation_id, invitation)
    expect(answer.operation_context, "cancel-1")
    event = call.event("CancelAddParticipantSucceeded", "cancel-1")
    expect(event.result, "487/5234")
    expect(event.model.invitation_id, invitation)


@check("an invitation that is none cannot be taken back")
def _(world):
    call = world.call()
    call.connection.cancel_add_participant_operation("nothing")
    event = call.event("CancelAddParticipantFailed")
    expect(event.result, "404/8522")
    expect(event.model.invitation_id, "nothing")


@check("a party is removed: the success, then the list without it")
def _(world):
    call = world.call()
    party = added(call, world.user())
    status, answer = status_of(
        call.connection.remove_participant, target_participant=party, operation_context="remove-1"
    )
    expect((status, answer.operation_context), (202, "remove-1"))
    expect(call.event("RemoveParticipantSucceeded", "remove-1").model.participant.raw_id,
           party.raw_id)
    call.event("ParticipantsUpdated", where=lambda data: data["sequenceNumber"] == 3)
    expect(call.raw_ids(), [call.caller.raw_id])


@check("who is not there cannot be removed")
def _(world):
    call = world.call()
    party = world.user()
    call.connection.remove_participant(party, operation_context="remove-2")
    event = call.event("RemoveParticipantFailed", "remove-2")
    expect(event.data["resultInformation"]["code"], 404)
    expect(event.model.participant.raw_id, party.raw_id)


@check("removing the last party ends the call")
def _(world):
    call = world.call()
    call.connection.remove_participant(call.caller)
    call.event("CallDisconnected")


@check("an event goes where its operation says")
def _(world):
    call, party = world.call(), world.user()
    url = f"{world.callbacks}/own?key=1%2F2"
    call.connection.add_participant(party, operation_callback_url=url)
    event = call.event("AddParticipantSucceeded")
    expect(event.path, "/callbacks/own?key=1%2F2")
    expect(call.event("ParticipantsUpdated").path, "/callbacks")


@check("a list of parties comes page by page")
def _(world):
    targets = [world.user() for _ in range(130)]
    create = world.client.create_call if VERSION >= (1, 5) else world.client.create_group_call
    answer = create(targets, world.callbacks)
    connection = world.client.get_call_connection(answer.call_connection_id)
    world.app.wait(
        lambda _, event: event.get("data", {}).get("callConnectionId") == answer.call_connection_id
        and len(event["data"].get("participants", [])) == 130,
        "the list of all",
    )
    pages = [list(page) for page in connection.list_participants().by_page()]
    expect([len(page) for page in pages], [100, 30])
    found = {party.identifier.raw_id for page in pages for party in page}
    expect(found, {target.raw_id for target in targets})


@check("a party is read by raw id")
def _(world):
    call = world.call()
    status, party = status_of(call.connection.get_participant, target_participant=call.caller)
    expect(status, 200)
    expect(party.identifier.properties["value"], call.caller.properties["value"])
    expect(party.is_muted, False)


@check("who is not there cannot be read")
def _(world):
    call = world.call()
    refused(404, "8522", lambda: call.connection.get_participant(world.number()))


@check("a user of the resource is muted")
def _(world):
    call = world.call()
    party = added(call, world.user())
    status, answer = status_of(
        call.connection.mute_participant, target_participant=party, operation_context="mute-1"
    )
    expect((status, answer.operation_context), (200, "mute-1"))
    call.event("ParticipantsUpdated", where=lambda data: any(
        entry["isMuted"] for entry in data["participants"]))
    expect(call.connection.get_participant(party).is_muted, True)


@check("a number cannot be muted")
def _(world):
    call = world.call()
    refused(400, "8523", lambda: call.connection.mute_participant(call.caller))


@check("who is not there cannot be muted")
def _(world):
    call = world.call()
    refused(404, "8522", lambda: call.connection.mute_participant(world.user()))


@check("a party is held, and let go: only the list says so")
def _(world):
    call = world.call()
    status, _ = status_of_hold(call.connection.hold, call.caller)
    expect(status, 200)
    call.event("ParticipantsUpdated", where=lambda data: data["participants"][0]["isOnHold"])
    status, _ = status_of_hold(call.connection.unhold, call.caller)
    expect(status, 200)
    call.event("ParticipantsUpdated", where=lambda data: data["sequenceNumber"] == 3
               and not data["participants"][0]["isOnHold"])
    expect([name for name in call.names() if "Hold" in name], [])


def status_of_hold(act, party):
    """The SDK passes no hook on from these; that it does not raise means 200."""
    return 200, act(party, operation_context="hold-1")


@check("a party is held with music, and music that cannot be played fails")
def _(world):
    call = world.call()
    call.connection.hold(call.caller, play_source=sdk.FileSource("https://x.test/music.wav"))
    call.event("ParticipantsUpdated", where=lambda data: data["participants"][0]["isOnHold"])
    call.connection.hold(call.caller, play_source=sdk.FileSource("https://x.test/music.ogg"),
                         operation_context="hold-2")
    expect(call.event("HoldFailed", "hold-2").result, "400/8535")


@check("who is not there can neither be held nor let go")
def _(world):
    call = world.call()
    refused(404, "8522", lambda: call.connection.hold(world.user()))
    refused(404, "8522", lambda: call.connection.unhold(world.user()))


@check("a call of two is transferred, and is over for the app")
def _(world):
    call, target = world.call(), world.user()
    status, answer = status_of(
        call.connection.transfer_call_to_participant, target_participant=target,
        operation_context="transfer-1",
    )
    expect((status, answer.operation_context), (202, "transfer-1"))
    event = call.event("CallTransferAccepted", "transfer-1")
    expect(event.result, "200/7015")
    expect(event.data["transferTarget"]["rawId"], target.raw_id)
    expect(event.data["transferee"]["rawId"], call.caller.raw_id)
    call.event("CallDisconnected")


@check("a transfer that is not taken fails, and the call goes on")
def _(world):
    call = world.call(transfer=["decline"])
    call.connection.transfer_call_to_participant(world.number(), operation_context="transfer-2")
    expect(call.event("CallTransferFailed", "transfer-2").result, "603/560603")
    expect(call.connection.get_call_properties().call_connection_state, "connected")


@check("of a group one party is transferred, who has to be named")
def _(world):
    call = world.call()
    party = added(call, world.user())
    refused(400, "8523", lambda: call.connection.transfer_call_to_participant(world.user()))
    call.connection.transfer_call_to_participant(world.user(), transferee=party)
    expect(call.event("CallTransferAccepted").data["transferee"]["rawId"], party.raw_id)
    call.event("ParticipantsUpdated", where=lambda data: data["sequenceNumber"] == 3)
    expect(call.raw_ids(), [call.caller.raw_id])


@check("who is not there cannot be transferred")
def _(world):
    call = world.call()
    refused(404, "8522", lambda: call.connection.transfer_call_to_participant(
        world.user(), transferee=world.user()
    ))


@check("nobody is transferred twice at once")
def _(world):
    call = world.call(transfer=["noAnswer"])
    call.connection.transfer_call_to_participant(world.user())
    refused(409, "8607", lambda: call.connection.transfer_call_to_participant(world.user()))


@check("a Teams user cannot take a transfer in Teams Phone")
def _(world):
    call = world.teams_call()
    target = sdk.MicrosoftTeamsUserIdentifier("a1b2c3d4-3333-4eee-8fff-000000000003")
    refused(400, "8523", lambda: call.connection.transfer_call_to_participant(target))


@check("a queue of Teams, which is an app, takes a transfer in Teams Phone")
def _(world):
    call = world.teams_call()
    target = sdk.MicrosoftTeamsAppIdentifier(ACCOUNT.rsplit(":", 1)[-1])
    call.connection.transfer_call_to_participant(target)
    event = call.event("CallTransferAccepted")
    expect(event.model.transfer_target.microsoft_teams_app.app_id, ACCOUNT.rsplit(":", 1)[-1])


@check("a number is sent SIP headers and no VoIP headers")
def _(world):
    call = world.call()
    sip = {"User-To-User": "56a1;encoding=hex", "X-MS-Custom-Order": "7"}
    added(call, world.number(), source_caller_id_number=NUMBER, sip_headers=sip)
    refused(400, "8523", lambda: call.connection.add_participant(
        world.number(), source_caller_id_number=NUMBER, voip_headers={"order": "7"}
    ))
    refused(400, "8523", lambda: call.connection.transfer_call_to_participant(
        world.number(), voip_headers={"order": "7"}, transferee=call.caller
    ))


@check("a user is sent VoIP headers")
def _(world):
    call = world.call()
    added(call, world.user(), voip_headers={"order": "7"})


@check("SIP headers go to numbers only in Teams Phone", since=(1, 5))
def _(world):
    call = world.teams_call()
    agent = agent_of("a")
    refused(400, "8523", lambda: call.connection.add_participant(
        agent, sip_headers={"X-MS-Custom-Order": "7"}
    ))


@check("headers beyond the limits are refused")
def _(world):
    call = world.call()
    many = {f"X-MS-Custom-{index}": "x" for index in range(6)}
    for headers in [many, {"X-MS-Custom-Order": "x" * 257}, {"Order": "7"}]:
        refused(400, "8523", lambda headers=headers: call.connection.add_participant(
            world.number(), source_caller_id_number=NUMBER, sip_headers=headers
        ))
    refused(400, "8523", lambda: call.connection.add_participant(
        world.user(), voip_headers={"order": "x" * 1_025}
    ))


@check("an agent is told what a call is about", since=(1, 6))
def _(world):
    call = world.teams_call()
    agent = agent_of("a")
    details = sdk.TeamsPhoneCallDetails(call_topic="An order", intent="order")
    added(call, agent, voip_headers={"order": "7"}, teams_phone_call_details=details)
    long = sdk.TeamsPhoneCallDetails(call_topic="x" * 49)
    refused(400, "8523", lambda: call.connection.add_participant(
        agent_of("d"), voip_headers={"order": "7"},
        teams_phone_call_details=long,
    ))


@check("an earlier version does not know what a call is about", since=(1, 6))
def _(world):
    client = world.make_client(api_version="2025-06-15")
    call = world.teams_call(client=client)
    connection = client.get_call_connection(call.id)
    refused(400, "8523", lambda: connection.add_participant(
        agent_of("a"), voip_headers={"order": "7"},
        teams_phone_call_details=sdk.TeamsPhoneCallDetails(call_topic="An order"),
    ))


@check("parties are moved from another call, which is told of in both", since=(1, 6))
def _(world):
    here, there = world.call(), world.call()
    party = added(there, world.user())
    status, answer = status_of(
        here.connection.move_participants, target_participants=[party], from_call_id=there.id,
        operation_context="move-1",
    )
    expect(status, 202)
    expect([entry.identifier.raw_id for entry in answer.participants], [party.raw_id])
    expect(answer.operation_context, "move-1")
    expect(answer.from_call, there.id)
    event = here.event("MoveParticipantSucceeded", "move-1")
    expect(event.model.participant.raw_id, party.raw_id)
    expect(event.model.from_call, there.id)
    expect(here.raw_ids(), [here.caller.raw_id, party.raw_id])
    expect(there.raw_ids(), [there.caller.raw_id])
    there.event("ParticipantsUpdated", where=lambda data: data["sequenceNumber"] == 3)


@check("the call that the last party is moved from is over", since=(1, 6))
def _(world):
    here, there = world.call(), world.call()
    here.connection.move_participants([there.caller], there.id)
    here.event("MoveParticipantSucceeded")
    there.event("CallDisconnected")
    expect(here.raw_ids(), [here.caller.raw_id, there.caller.raw_id])


@check("nobody is moved from where they are not", since=(1, 6))
def _(world):
    here, there = world.call(), world.call()
    for origin in [there.id, "nothing", here.id]:
        here.connection.move_participants([here.caller], origin, operation_context=origin)
        expect(here.event("MoveParticipantFailed", origin).result, "404/8522")
    expect(here.raw_ids(), [here.caller.raw_id])


@check("an earlier version cannot move parties", since=(1, 6))
def _(world):
    here, there = world.call(), world.call()
    connection = world.make_client(api_version="2025-06-15").get_call_connection(here.id)
    refused(404, None, lambda: connection.move_participants([there.caller], there.id))
