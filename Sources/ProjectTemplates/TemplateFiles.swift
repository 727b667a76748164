// swift-format-ignore-file
// Written from templates/ by UPDATE_FIXTURES=1, and never by hand.

/// The files of `templates` by template and name.
let templateFiles: [String: [String: String]] = [
  "support-line": [
    "flowctl.yaml":
      #"""
      # What differs from one deployment to the next; this file is the root of the project. `dev` fits
      # `flowctl dev`. With a second environment, `--environment` names the one that is meant.
      environments:
        dev:
          cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com
          identities:
            alice:
              teamsExtensionUser:
                user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5
                tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
                resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
            bob:
              teamsExtensionUser:
                user: 4f1a2b3c-0d9e-4c8b-9a7f-6e5d4c3b2a10
                tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
                resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
          settings:
            crm: http://127.0.0.1:18090/emulator/echo/crm

      """#,
    "support-line.call.yaml":
      #"""
      # A caller for `flowctl dev . --call support-line.call.yaml`: asks for support, talks to bob.
      caller: +14255550123
      turns: [{ say: support, after: 1s }]
      parties:
        "8:acs:e5b7f628-ea94-4fdc-b3d9-1af1fe231111_87d349ed-44d7-43e1-9a83-5f2406dee5bd_0269be4d-5be0-4770-bf9c-a1bf50ee78d5": [decline]
        "*": [{ do: accept, after: 3s, leaveAfter: 10s }]

      """#,
    "support-line.test.yaml":
      #"""
      # Calls as a person would tell them: `flowctl test .`
      test: support-line
      at: 2026-11-24T10:00:00-08:00              # a Tuesday, in the office's hours
      call: { from: +14255550123, to: line }
      http:
        - post: "*/calls"
          answer: { status: 200 }

      scenarios:
        sales by key:
          - hears: [welcome, menu]
          - press: 1
          - transfers: frontDesk
          - ends: transferred
          - requested: { post: "*/calls", body: { ended: transferred, chose: sales } }

        support by voice, and the first agent says no:
          - hears: [welcome, menu]
          - say: support
          - rings: alice
          - alice: declines
          - rings: bob
          - bob: { accepts: {}, after: 3s }
          - expect: agent.party.user == bob.user
          - bob: { leaves: {}, after: 2m }
          - hears: goodbye
          - ends: hungUp

        nobody takes the call:
          - hears: [welcome, menu]
          - press: 2
          - rings: alice
          - alice: noAnswer
          - rings: bob
          - bob: busy
          - transfers: frontDesk
          - frontDesk: busy
          - hears: busy
          - ends: hungUp

        the menu once more, then nothing:
          - hears: [welcome, menu]
          - press: star
          - hears: menu
          - say: pizza
          - hears: [notUnderstood, menu]
          - silence
          - hears: menu
          - silence
          - transfers: frontDesk
          - ends: transferred

        at night:
          at: 2026-11-24T22:00:00-08:00
          lines:
            - hears: [welcome, closed]
            - ends: hungUp

        in an emergency:
          - flag: { emergency: true }
          - hears: [welcome, closed]
          - ends: hungUp

      """#,
    "support-line.yaml":
      #"""
      # A support line: it greets, offers a menu while the office is open, and rings agents one after
      # another. `flowctl validate .` checks it, `flowctl test .` tries it, `flowctl dev .` runs it.
      flow: support-line
      description: Greets the caller, offers a menu and brings in an agent.
      locale: en-US
      voices: { en-US: en-US-NancyNeural }

      identities:                                # everybody whom the flow names
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }   # a Teams resource account
        frontDesk: +12065551212
        alice: teamsExtensionUser                # flowctl.yaml says who: another in each environment
        bob: teamsExtensionUser

      routes:                                    # the calls that it takes
        - to: line

      settings:
        crm: uri                                 # its value stands in flowctl.yaml too

      flags:
        emergency: bool = false                  # for operators: flowctl flag set emergency true

      hours:
        office:
          timeZone: America/Los_Angeles
          open: [Mon-Fri 08:00-18:00]
          closed: [2026-12-25 Christmas Day]

      everywhere:                                # what every menu takes besides its own choices
        again: { press: star, again: true }

      prompts:
        welcome: Thank you for calling Contoso.
        menu: For sales, press 1 or say sales. For support, press 2 or say support. To hear this again, press star.
        notUnderstood: I did not get that.
        goodbye: Thank you for calling. Goodbye.
        busy: We cannot take your call right now. Goodbye.
        closed: We are closed. Please call again from Monday to Friday, between 8 and 6.
        music: { file: https://media.contoso.com/hold.wav }

      blocks:
        main:                                    # a call begins in the first block
          - answer
          - play: welcome
          - if: hours.office.isOpen && !flags.emergency
            then: menu
            else: closed

        menu:
          - recognize:
              prompt: menu
              choices:
                sales:   { press: 1, say: [sales] }
                support: { press: 2, say: [support, help] }
              retries: 2
              noMatch: notUnderstood
            id: chosen                           # its result is `chosen.choice` from here on
            on:
              sales: frontDesk                   # a block's name: go there
              support: agents
              failed: frontDesk                  # silence, no match, and whatever else fails

        agents:
          - addAgent: { to: [alice, bob], timeout: 20s, music: music }
            id: agent
            on: { failed: frontDesk }            # declined, busy and noAnswer are kinds of failed
          - wait: { for: { agentGone: { left: agent } } }
            on: { agentGone: continue }
          - play: goodbye
          - hangUp

        frontDesk:
          - transfer: frontDesk
            on:
              failed:                            # steps, then the flow goes on with the next step
                - play: busy
                - hangUp

        closed:
          - play: closed
          - hangUp

      on:
        callEnded:                               # once, last, whoever ended the call
          - http:
              post: ${settings.crm}/calls
              body:
                call: ${call.id}
                ended: ${call.ended.reason}
                chose: ${chosen.?choice.orValue('none')}
            on: { failed: continue }

      """#,
  ],
  "clinic": [
    "clinic.call.yaml":
      #"""
      # Chooses Spanish, asks for a nurse by voice; the first one who is rung says no.
      caller: +14255550126
      turns: [{ press: 2, after: 1s }, { say: enfermera, after: 1s }]
      parties:
        "8:acs:e5b7f628-ea94-4fdc-b3d9-1af1fe231111_87d349ed-44d7-43e1-9a83-5f2406dee5bd_1c7ff0a8-3d44-4d4e-8b8b-5d8d5b1e0a01": [decline]
        "*": [{ do: accept, after: 3s, leaveAfter: 10s }]

      """#,
    "clinic.test.yaml":
      #"""
      test: clinic
      at: 2026-11-24T10:00:00-07:00
      call: { from: +14255550123, to: line }

      scenarios:
        a nurse, in English:
          - hears: language
          - press: 1
          - hears: [emergency, menu]
          - press: 1
          - rings: ana
          - ana: accepts
          - expect: nurse.party.user == ana.user
          - ana: { leaves: {}, after: 5m }
          - ends: hungUp

        a nurse, in Spanish, and the second takes the call:
          - hears: language
          - press: 2
          - hears: [{ prompt: emergency, locale: es-MX }, { prompt: menu, locale: es-MX }]
          - say: enfermera
          - rings: ana
          - ana: declines
          - rings: tom
          - tom: accepts
          - expect: nurse.tried == 2
          - hangUp
          - ends: callerLeft

        the hours, and then no nurse is free:
          - hears: language
          - press: 1
          - hears: [emergency, menu]
          - press: 2
          - hears: [hours, menu]
          - press: 1
          - rings: ana
          - ana: noAnswer
          - rings: tom
          - tom: busy
          - transfers: onCall
          - ends: transferred

        at night, and nobody at all:
          at: 2026-11-24T22:00:00-07:00
          lines:
            - hears: language
            - silence
            - hears: language
            - silence
            - hears: [emergency, closed]
            - transfers: onCall
            - onCall: noAnswer
            - hears: nobody
            - ends: hungUp

        on Christmas Day:
          at: 2026-12-25T10:00:00-07:00
          lines:
            - hears: language
            - press: 1
            - hears: [emergency, closed]
            - transfers: onCall
            - ends: transferred

        a caller who says nothing at the menu:
          - hears: language
          - press: 1
          - hears: [emergency, menu]
          - silence
          - hears: menu
          - silence
          - hears: menu
          - silence
          - rings: ana
          - ana: accepts
          - hangUp
          - ends: callerLeft

      """#,
    "clinic.yaml":
      #"""
      # A clinic's line in English and Spanish: the nurses ring one after another; out of hours the nurse
      # on call does.
      flow: clinic
      description: A clinic's line in two languages, with a nurse on call out of hours.
      locale: en-US
      voices: { en-US: en-US-NancyNeural, es-MX: es-MX-DaliaNeural }
      maxDuration: 1h

      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
        ana:
          teamsExtensionUser:
            user: 1c7ff0a8-3d44-4d4e-8b8b-5d8d5b1e0a01
            tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
            resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
        tom:
          teamsExtensionUser:
            user: 1c7ff0a8-3d44-4d4e-8b8b-5d8d5b1e0a02
            tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
            resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
        onCall: +12065550171

      routes:
        - to: line

      hours:
        clinic:
          timeZone: America/Denver
          open: [Mon-Thu 08:00-12:00 13:00-17:00, Fri 08:00-13:00]
          closed: [2026-12-25 Christmas Day]
          special: [2026-12-24 08:00-11:00 Christmas Eve]

      prompts:                                   # each in every language of `voices`
        language:
          en-US: For English, press 1. Para español, oprima 2.
          es-MX: Para inglés, oprima 1. Para español, oprima 2.
        emergency:
          en-US: If this is an emergency, hang up and dial 911.
          es-MX: Si es una emergencia, cuelgue y marque 911.
        menu:
          en-US: For a nurse, press 1 or say nurse. For our hours, press 2 or say hours.
          es-MX: Para una enfermera, oprima 1 o diga enfermera. Para el horario, oprima 2 o diga horario.
        hours:
          en-US: We are open Monday to Thursday from 8 to 5, and on Friday from 8 to 1.
          es-MX: Abrimos de lunes a jueves de 8 a 17 horas, y los viernes de 8 a 13 horas.
        closed:
          en-US: The clinic is closed now. We connect you to the nurse on call.
          es-MX: La clínica está cerrada. Le comunicamos con la enfermera de guardia.
        nobody:
          en-US: Nobody can take your call right now. Please call again.
          es-MX: Nadie puede atender su llamada en este momento. Por favor llame de nuevo.
        music: { file: https://media.contoso.com/piano.wav }

      blocks:
        main:
          - answer
          - recognize:
              prompt: language
              choices: { english: { press: 1 }, spanish: { press: 2 } }
              retries: 1
            id: language
            on:
              english: welcome
              spanish:
                - locale: es-MX                  # from here on, prompts and words are Spanish
                - goto: welcome
              failed: welcome

        welcome:
          - play: emergency
          - goto: menu
            when: hours.clinic.isOpen
          - play: closed
          - goto: nurseOnCall

        menu:
          - recognize:
              prompt: menu
              choices:
                nurse: { press: 1, say: { en-US: [nurse], es-MX: [enfermera] } }
                hours: { press: 2, say: { en-US: [hours], es-MX: [horario] } }
              retries: 2
              confidence: 0.4
            on:
              nurse: nurses
              hours:
                - play: hours
                - goto: menu
              failed: nurses

        nurses:
          - addAgent: { to: [ana, tom], timeout: 20s, music: music }
            id: nurse
            on: { failed: nurseOnCall }
          - wait: { for: { nurseGone: { left: nurse } } }
          - hangUp

        nurseOnCall:
          - transfer: onCall
            on:
              failed:
                - play: nobody
                - hangUp

      on:
        callEnded:
          - log:
              text: The call has ended.
              fields: { reason: "${call.ended.reason}", language: "${language.?choice.orValue('none')}" }

      """#,
    "flowctl.yaml":
      #"""
      # What differs from one deployment to the next; `dev` fits `flowctl dev`.
      environments:
        dev:
          cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com

      """#,
  ],
  "queue": [
    "call-back.test.yaml":
      #"""
      test: call-back
      call:
        start: { customer: +14255550123 }

      scenarios:
        the customer is reached:
          - rings: caller
          - caller: accepts
          - hears: hello
          - rings: team
          - team: accepts
          - team: { leaves: {}, after: 3m }
          - ends: hungUp

        nobody of the team is free:
          - rings: caller
          - hears: hello
          - rings: team
          - team: busy
          - hears: sorry
          - ends: hungUp

        the customer does not answer:
          - rings: caller
          - caller: noAnswer
          - logged: "not reached: noAnswer"
          - ends: notConnected

      """#,
    "call-back.yaml":
      #"""
      # The call that the queue promises: it rings the customer, then the team.
      flow: call-back
      description: Calls a customer back, and brings in the team.
      locale: en-US
      voices: { en-US: en-US-NancyNeural }

      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
        team: +12065551213

      parameters:                                # whoever begins the call gives them
        customer: phoneNumber

      prompts:
        hello: Hello, this is Contoso. You asked us to call you back. One moment, please.
        sorry: We cannot reach anybody right now. Please call us again. Goodbye.
        music: { file: https://media.contoso.com/hold.wav }

      blocks:
        main:
          - dial: { to: "${customer}", as: line, timeout: 40s }
            id: rung
            on: { failed: notReached }
          - play: hello
          - addParticipant: { to: team, timeout: 30s, music: music }
            id: colleague
            on:
              failed:
                - play: sorry
                - hangUp
          - wait: { for: { gone: { left: colleague } } }
          - hangUp

        notReached:
          - log: "not reached: ${rung.outcome}"
          - end

      """#,
    "flowctl.yaml":
      #"""
      # What differs from one deployment to the next; `dev` fits `flowctl dev`.
      environments:
        dev:
          cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com
          settings:
            router: http://127.0.0.1:18090/emulator/echo/router
            routerKey: { env: ROUTER_KEY }       # a secret: read where the server runs

      """#,
    "queue.call.yaml":
      #"""
      # Waits a while, then asks to be called back.
      caller: +14255550123
      turns: [{ press: star, after: 50s }]

      """#,
    "queue.test.yaml":
      #"""
      test: queue
      call: { from: +14255550123, to: line }
      parties:                                   # people besides those whom the flow names
        nora: { rawId: 8:acs:e5b7f628-ea94-4fdc-b3d9-1af1fe231111_87d349ed-44d7-43e1-9a83-5f2406dee5bd_0269be4d-5be0-4770-bf9c-a1bf50ee78d5 }
      http:
        - post: "*/tickets"
          answer: { status: 200, body: { ticket: t1 } }
        - get: "*/tickets/t1"
          answer: { status: 200, body: { position: 3 } }

      scenarios:
        an agent is assigned:
          - hears: [welcome, offer]
          - after: 50s
          - hears: You are number 3 in the queue.
          - signal:
              agentAssigned: { agent: "${nora.rawId}" }
          - rings: nora
          - nora: accepts
          - nora: { leaves: {}, after: 2m }
          - ends: hungUp

        the first agent says no, and the caller has had enough:
          - hears: [welcome, offer]
          - signal:
              agentAssigned: { agent: "${nora.rawId}" }
          - rings: nora
          - nora: declines
          - press: star
          - hears: calledBack
          - ends: hungUp

        the caller asks to be called back:
          - hears: [welcome, offer]
          - press: star
          - schedules: call-back
          - hears: calledBack
          - ends: hungUp

        a caller without a number asks to be called back:
          call: { withheld: true, to: line }
          lines:
            - hears: [welcome, offer]
            - press: star
            - hears: sorry
            - ends: hungUp

        nobody is assigned:
          - hears: [welcome, offer]
          - after: 21m
          - ...
          - hears: sorry
          - ends: hungUp

        the queue cannot say how long it is:
          - hears: [welcome, offer]
          - respond: { status: 503 }
          - after: 50s
          - press: star
          - hears: calledBack
          - ends: hungUp

        the other system is down:
          - respond: { status: 500 }
          - hears: sorry
          - ends: hungUp

      """#,
    "queue.yaml":
      #"""
      # A queue: callers wait for the agent whom another system assigns, hear how far they are, and may
      # ask to be called back.
      flow: queue
      description: Holds the caller until an agent is assigned, and offers to call back.
      locale: en-US
      voices: { en-US: en-US-NancyNeural }

      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }

      routes:
        - to: line

      settings:
        router: uri
        routerKey: sensitive string              # kept out of prompts, logs and traces

      services:                                  # another system, with what all its requests have
        router:
          url: ${settings.router}
          headers: { authorization: "Bearer ${settings.routerKey}" }

      signals:                                   # what other systems tell a call: flowctl signal
        agentAssigned: { agent: teamsExtensionUser }

      prompts:
        welcome: Thank you for calling. All our agents are talking.
        offer: To be called back instead, press star.
        place: You are number ${place.body.position} in the queue.
        calledBack: We will call you back. Goodbye.
        sorry: We cannot take your call right now. Goodbye.
        music: { file: https://media.contoso.com/hold.wav }

      blocks:
        main:
          - answer
          - http: { post: router/tickets, body: { ticket: "${call.id}" }, response: { ticket: string } }
            id: ticket
            on: { failed: sorry }
          - play: [welcome, offer]
          - goto: queue

        queue:
          - wait:
              for:                               # the first of them that comes true
                assigned: { signal: agentAssigned }
                callMe: { press: star }
              timeout: 20m
              music: music
              meanwhile:                         # then the music goes on
                every: 45s
                do:
                  - http:
                      get: router/tickets/${ticket.body.ticket}
                      response: { position: int }
                    id: place
                    on: { failed: continue }
                  - play: place
                    when: place.outcome == 'done'
            id: turn
            on: { assigned: ring, callMe: callBack, timeout: sorry, failed: sorry }

        ring:
          - addAgent: { to: "${turn.assigned.agent}", timeout: 30s, music: music }
            id: agent
            on: { failed: queue }
          - wait: { for: { agentGone: { left: agent } } }
          - hangUp

        callBack:
          - if: has(caller.number)               # a caller may withhold it
            then:
              - schedule: { flow: call-back, with: { customer: "${caller}" }, after: 30m }
                on: { failed: sorry }
              - play: calledBack
              - hangUp
            else: sorry

        sorry:
          - play: sorry
          - hangUp

      """#,
  ],
  "survey": [
    "ask-score.yaml":
      #"""
      # Asks one question: other flows run this one in their call, give it its parameters, and get its
      # outputs. It takes no calls itself, so it has no `routes`.
      flow: ask-score
      description: Asks a question that a key from 1 to 5 answers.
      locale: en-US
      voices: { en-US: en-US-NancyNeural }

      parameters:
        question: string
        tries: int = 2

      outputs:
        score: int = 0

      blocks:
        main:
          - recognize:
              prompt: { text: "${question}" }
              tones: { count: 1, match: "[1-5]" }
              retries: "${tries - 1}"
              noMatch: A key from 1 to 5, please.
            id: answer                           # silence is the `failed` of the step that runs the flow
          - set: { score: "${int(answer.tones)}" }

      """#,
    "flowctl.yaml":
      #"""
      # What differs from one deployment to the next; `dev` fits `flowctl dev`.
      environments:
        dev:
          cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com
          settings:
            survey: http://127.0.0.1:18090/emulator/echo/survey

      """#,
    "survey.call.yaml":
      #"""
      # Answers all three questions, and says something.
      caller: +14255550123
      turns: [{ press: 5, after: 1s }, { press: 4, after: 1s }, { press: 5, after: 1s }, { say: keep it up, after: 1s }]

      """#,
    "survey.test.yaml":
      #"""
      test: survey
      call: { from: +14255550123, to: line }
      http:
        - post: "*/answers"
          answer: { status: 200 }

      scenarios:
        all questions and a comment:
          - hears: [welcome, "How friendly were we?"]
          - press: 5
          - hears: How well did we help you?
          - press: 4
          - hears: Would you call us again?
          - press: 3
          - hears: comment
          - say: keep it up
          - hears: Thank you. You gave 12 of 15 points. Goodbye.
          - ends: hungUp
          - requested: { post: "*/answers", body: { friendly: 5, helpful: 4, again: 3, comment: keep it up } }

        a wrong key, then silence:
          - hears: [welcome, "How friendly were we?"]
          - press: 9
          - hears: ["A key from 1 to 5, please.", "How friendly were we?"]
          - press: 1
          - hears: How well did we help you?
          - silence
          - hears: How well did we help you?
          - silence
          - hears: Thank you. You gave 1 of 5 points. Goodbye.
          - ends: hungUp
          - requested: { post: "*/answers", body: { friendly: 1, helpful: 0 } }

        nothing but silence:
          - hears: [welcome, "How friendly were we?"]
          - silence
          - hears: How friendly were we?
          - silence
          - hears: nothing
          - ends: hungUp

        the last question, once only, and no comment:
          - hears: [welcome, "How friendly were we?"]
          - press: 2
          - hears: How well did we help you?
          - press: 2
          - hears: Would you call us again?
          - silence
          - hears: Thank you. You gave 4 of 10 points. Goodbye.
          - ends: hungUp

        hangs up at the comment:
          - hears: [welcome, "How friendly were we?"]
          - press: 5
          - hears: How well did we help you?
          - press: 5
          - hears: Would you call us again?
          - press: 5
          - hears: comment
          - hangUp
          - ends: callerLeft
          - requested: { post: "*/answers", body: { again: 5, comment: "" } }

      """#,
    "survey.yaml":
      #"""
      # A survey: three questions, each asked by the flow `ask-score`, and a comment in the caller's own
      # words. What was said goes to another system when the call is over.
      flow: survey
      description: Asks three questions and takes a comment.
      locale: en-US
      voices: { en-US: en-US-NancyNeural }

      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }

      routes:
        - to: line

      settings:
        survey: uri

      variables:                                 # what a call remembers; `set` changes it
        answered: int = 0
        total: int = 0

      prompts:
        welcome: Thank you for calling Contoso. We have three questions; each takes a key from 1 to 5.
        comment: Is there anything else? Please say it after this sentence, or hang up.
        thanks: Thank you. You gave ${total} of ${answered * 5} points. Goodbye.
        nothing: Thank you. Goodbye.

      blocks:
        main:
          - answer
          - play: welcome
          - run: { flow: ask-score, with: { question: "How friendly were we?" } }
            id: friendly
            on: { failed: finish }
          - set: { answered: "${answered + 1}", total: "${total + friendly.score}" }
          - run: { flow: ask-score, with: { question: "How well did we help you?" } }
            id: helpful
            on: { failed: finish }
          - set: { answered: "${answered + 1}", total: "${total + helpful.score}" }
          - run: { flow: ask-score, with: { question: "Would you call us again?", tries: 1 } }
            id: again
            on: { failed: finish }
          - set: { answered: "${answered + 1}", total: "${total + again.score}" }
          - recognize: { prompt: comment, speech: { endSilence: 2s } }
            id: comment
            on: { failed: continue }
          - goto: finish

        finish:
          - if: answered > 0
            then:
              - play: thanks
            else:
              - play: nothing
          - hangUp

      on:
        callEnded:
          - http:
              post: ${settings.survey}/answers
              body:
                friendly: ${friendly.?score.orValue(0)}
                helpful: ${helpful.?score.orValue(0)}
                again: ${again.?score.orValue(0)}
                comment: ${comment.?text.orValue('')}
            on: { failed: continue }

      """#,
  ],
  "reminder": [
    "flowctl.yaml":
      #"""
      # What differs from one deployment to the next; `dev` fits `flowctl dev`.
      environments:
        dev:
          cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com
          settings:
            calendar: http://127.0.0.1:18090/emulator/echo/calendar

      """#,
    "reminder.call.yaml":
      #"""
      # Somebody who is called, takes it after two rings, and keeps the appointment.
      caller: +14255550199
      turns: [{ press: 1, after: 1s }]
      parties: { "+14255550199": [{ do: accept, after: 4s }] }

      """#,
    "reminder.test.yaml":
      #"""
      test: reminder
      call:
        start: { patient: +14255550199, name: Kim, at: "2026-12-01T17:30:00Z", appointment: a1 }
      http:
        - post: "*/appointments/a1/calls"
          answer: { status: 200 }

      scenarios:
        kept by key:
          - rings: caller
          - caller: accepts
          - hears: [hello, ask]
          - press: 1
          - hears: kept
          - ends: hungUp
          - requested: { post: "*/a1/calls", body: { reached: true, answer: keep } }

        canceled by voice:
          - rings: caller
          - hears: [hello, ask]
          - say: "no"
          - hears: canceled
          - ends: hungUp

        the patient wants to talk:
          - rings: caller
          - hears: [hello, ask]
          - press: 3
          - rings: frontDesk
          - frontDesk: accepts
          - frontDesk: { leaves: {}, after: 60s }
          - ends: hungUp

        nobody at the desk:
          - rings: caller
          - hears: [hello, ask]
          - press: 3
          - rings: frontDesk
          - frontDesk: busy
          - hears: busy
          - ends: hungUp

        a machine answers:
          - rings: caller
          - hears: [hello, ask]
          - silence
          - hears: ask
          - silence
          - hears: machine
          - ends: hungUp

        the patient is busy:
          - rings: caller
          - caller: busy
          - logged: "not reached: busy"
          - ends: notConnected
          - requested: { post: "*/a1/calls", body: { reached: false } }

      """#,
    "reminder.yaml":
      #"""
      # A reminder: calls somebody, says when the appointment is, and takes a yes, a no or a wish to talk.
      # It has no `routes`: calls of it are begun, by `flowctl start` or by another system.
      flow: reminder
      description: Calls before an appointment, and takes a yes, a no or a wish to talk.
      locale: en-US
      voices: { en-US: en-US-NancyNeural }

      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }   # in whose name it calls
        frontDesk: +12065551213

      settings:
        calendar: uri

      parameters:                                # whoever begins a call gives these
        patient: phoneNumber
        name: string
        at: timestamp
        appointment: string

      prompts:
        hello: >-
          Hello ${name}, this is Contoso. You have an appointment on
          ${spoken.date(at, 'America/Los_Angeles')} at ${spoken.time(at, 'America/Los_Angeles')}.
        ask: To keep it, press 1 or say yes. To cancel it, press 2 or say no. To talk to us, press 3.
        kept: Thank you. We look forward to seeing you. Goodbye.
        canceled: We have canceled it. Goodbye.
        machine: Please call Contoso back about your appointment.
        busy: Nobody is free right now. Please call us back. Goodbye.
        music: { file: https://media.contoso.com/hold.wav }

      blocks:
        main:
          - dial: { to: "${patient}", as: line, timeout: 40s }
            id: rung
            on: { failed: notReached }
          - play: hello
          - recognize:
              prompt: ask
              choices:
                keep:   { press: 1, say: ["yes", keep] }
                cancel: { press: 2, say: ["no", cancel] }
                talk:   { press: 3, say: [talk] }
              retries: 1
            id: chosen
            on:
              keep: [{ play: kept }]
              cancel: [{ play: canceled }]
              talk: talk
              failed: [{ play: machine }]        # a mailbox says nothing that fits
          - hangUp

        talk:
          - addParticipant: { to: frontDesk, timeout: 30s, music: music }
            id: desk
            on:
              failed:
                - play: busy
                - hangUp
          - wait: { for: { gone: { left: desk } } }
          - hangUp

        notReached:                              # the call is over; whoever began it may try again
          - log: "not reached: ${rung.outcome}"
          - end

      on:
        callEnded:
          - http:
              post: ${settings.calendar}/appointments/${appointment}/calls
              body:
                reached: ${rung.?outcome.orValue('failed') == 'done'}
                answer: ${chosen.?choice.orValue('none')}
            on: { failed: continue }

      """#,
  ],
  "voicemail": [
    "flowctl.yaml":
      #"""
      # What differs from one deployment to the next; `dev` fits `flowctl dev`.
      environments:
        dev:
          cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com
          settings:
            tickets: http://127.0.0.1:18090/emulator/echo/tickets

      """#,
    "voicemail.call.yaml":
      #"""
      # Nobody is at the desk; the caller leaves a message and presses pound.
      caller: +14255550123
      turns: [{ press: "#", after: 5s }]
      parties: { "*": [{ do: noAnswer }] }

      """#,
    "voicemail.test.yaml":
      #"""
      test: voicemail
      call: { from: +14255550123, to: line }
      http:
        - post: "*/messages"
          answer: { status: 200 }

      scenarios:
        the desk takes the call:
          - hears: welcome
          - rings: desk
          - desk: accepts
          - hears: { prompt: confirm, by: desk }
          - desk: { presses: 1 }
          - after: 1m
          - desk: leaves
          - ends: hungUp

        nobody answers, and a message is left:
          - hears: welcome
          - rings: desk
          - desk: noAnswer
          - hears: leave
          - records: start
          - after: 20s
          - press: "#"
          - hears: goodbye
          - ends: hungUp

        the recording does not start:
          - hears: welcome
          - rings: desk
          - desk: busy
          - recording: fails
          - hears: leave
          - hears: sorry
          - ends: hungUp

      """#,
    "voicemail.yaml":
      #"""
      # Voicemail: rings whoever is at the desk, and takes a message where nobody answers. The message is
      # fetched when its file is ready, and another system is told of it.
      flow: voicemail
      description: Rings the desk, and takes a message where nobody answers.
      locale: en-US
      voices: { en-US: en-US-NancyNeural }
      maxDuration: 2h

      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
        desk: +12065551212

      routes:
        - to: line

      settings:
        tickets: uri

      prompts:
        welcome: Thank you for calling Contoso. One moment, please.
        leave: Nobody can take your call right now. Please leave a message after the tone, and press pound.
        confirm: A call for Contoso. Press 1 to take it.
        goodbye: Thank you. Goodbye.
        sorry: Your message could not be taken. Please call again.
        music: { file: https://media.contoso.com/hold.wav }

      blocks:
        main:
          - answer
          - play: welcome
          # flowctl:allow confirm-is-heard the greeting of the desk's mailbox is longer than this prompt
          - addParticipant: { to: desk, timeout: 20s, music: music, confirm: { prompt: confirm, press: 1 } }
            id: colleague                        # a mailbox at the desk confirms nothing
            on: { failed: message }
          - wait: { for: { gone: { left: colleague } } }
          - hangUp

        message:
          - takeMessage: { prompt: leave, stop: pound, silence: 5s, max: 3m }
            id: message
            on: { failed: sorry }
          - play: goodbye
          - hangUp

        sorry:
          - play: sorry
          - hangUp

      on:
        recordingReady:                          # after the call, once the service has the file
          - fetch: { to: messages, delete: true }
            id: kept
            on: { failed: continue }
          - http:
              post: ${settings.tickets}/messages
              body: { from: "${call.from.rawId}", files: "${kept.?files.orValue([]).size()}" }
            on: { failed: continue }

      """#,
  ],
]
