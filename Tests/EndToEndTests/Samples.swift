/// A flow whose call takes a while at each of its steps.
func sampleFlow(goodbye: String = "Goodbye from the first version.") -> String {
  """
  flow: sample
  identities:
    line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
    alice:
      teamsExtensionUser:
        user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5
        tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
        resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
  routes:
    - to: line
  prompts:
    welcome: Thank you for calling Contoso. We are glad that you are here with us today.
    menu: For support, press 2.
    goodbye: \(goodbye)
  blocks:
    main:
      - answer
      - record: { channels: unmixed }
      - play: welcome
      - recognize: { prompt: menu, choices: { support: { press: 2 } }, retries: 1 }
        on: { support: support, failed: bye }
    support:
      - addAgent: { to: alice, timeout: 30s }
        id: agent
        on: { failed: bye }
      - wait: { for: { gone: { left: agent } } }
        on: { gone: bye }
    bye:
      - play: goodbye
      - hangUp
  """
}

/// A flow whose caller types something sensitive, and stays for a while.
let payingFlow = """
  flow: pay
  identities:
    line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
  routes: [{ to: line }]
  variables: { card: sensitive string = none }
  prompts:
    ask: Please type the number of your card.
    thanks: Thank you very much. We have your number now, and need nothing else from you today.
  blocks:
    main:
      - answer
      - recognize: { prompt: ask, tones: { count: 6 }, sensitive: true }
        id: typed
        on: { failed: hangUp }
      - set: { card: "card:${typed.tones}" }
      - log: it ends in ${lastDigits(card, 2)}
      - play: thanks
      - play: thanks
      - hangUp
  """

/// The environment the sample runs in.
let sampleEnvironment = """
  environments:
    test: { cognitiveServicesEndpoint: https://ai.example.com }
  """

/// A caller who asks for support and stays to the end.
let sampleCaller = """
  caller: +14255550123
  turns: [{ press: 2, after: 2s }]
  parties: { "*": [{ do: accept, after: 4s, leaveAfter: 6s }] }
  """
