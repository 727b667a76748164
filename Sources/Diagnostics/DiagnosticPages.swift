// swift-format-ignore-file
// Written from docs/diagnostics by UPDATE_FIXTURES=1, and never by hand.

/// The pages of `docs/diagnostics` by code.
let diagnosticPages: [String: String] = [
  "not-utf8":
    #"""
    # not-utf8

    The file holds bytes that are not UTF-8.

    A flow is read as UTF-8 text, as YAML asks.
    Other encodings would put other words into a caller's ear.
    Save the file as UTF-8; the finding names the first byte that is not.
    What else is wrong with the file is said when it is.

    ## Wrong

    ```sh
    printf 'flow: example\ndescription: a caf\351\nblocks:\n  main: [answer, hangUp]\n' > \#
    example.yaml
    ```

    ## Right

    ```sh
    printf 'flow: example\ndescription: a caf\303\251\nblocks:\n  main: [answer, hangUp]\n' > \#
    example.yaml
    ```

    Source: LANGUAGE 7, YAML.

    """#,
  "unreadable-file":
    #"""
    # unreadable-file

    A file of the project cannot be read: it is gone, it is no file, or its rights do not allow it.

    The rest of the project is checked all the same.
    Mend the rights, or take the file out of the project's folder.

    Source: DESIGN part 7, exit codes.

    """#,
  "no-flows":
    #"""
    # no-flows

    The folder that was named holds no flow.

    A flow is a file that ends in `.yaml` or `.yml`; `flowctl.yaml`, `*.call.yaml` and folders \#
    whose name begins with a dot are left alone.

    Name the folder of the flows, or a flow itself: `flowctl validate flows`.

    Source: LANGUAGE part 2, "Shape".

    """#,
  "file-too-large":
    #"""
    # file-too-large

    The file is larger than flowctl reads.

    A flow has a few hundred lines.
    A file of megabytes is a mistake or an attack, and is refused before it costs time.
    Split it into several flows.

    ## Wrong

    ```sh
    {
      printf 'flow: example\nblocks:\n  main: [answer, hangUp]\n'
      yes '# A comment.' | head -n 100000
    } > example.yaml
    ```

    ## Right

    ```sh
    {
      printf 'flow: example\nblocks:\n  main: [answer, hangUp]\n'
      yes '# A comment.' | head -n 100
    } > example.yaml
    ```

    Source: DESIGN 8.

    """#,
  "yaml-syntax":
    #"""
    # yaml-syntax

    The file is not YAML from here on.

    What stands before the place is checked; what may stand after it is not reported missing.
    There is one such finding in a document: mend it and validate again.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: "Welcome to Contoso
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: "Welcome to Contoso"
        - hangUp
    ```

    Source: YAML 1.2; LANGUAGE 7.

    """#,
  "duplicate-key":
    #"""
    # duplicate-key

    A mapping has the same key twice.

    Only one of the two values could count, and which one would be a guess.

    ## Wrong

    ```yaml
    flow: example
    locale: en-US
    locale: es-MX
    blocks:
      main:
        - answer
        - play: Hello there.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    locale: en-US
    blocks:
      main:
        - answer
        - play: Hello there.
        - hangUp
    ```

    Source: YAML 1.2, 3.2.1.3.

    """#,
  "depth-limit":
    #"""
    # depth-limit

    Values are nested deeper than flowctl reads.

    No flow needs 64 levels.
    Usually a bracket was opened and never closed.

    ## Wrong

    ```yaml
    flow: example
    blocks: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp
    ```

    Source: DESIGN 8.

    """#,
  "node-limit":
    #"""
    # node-limit

    The file has more values than flowctl reads.

    The limit keeps any input within bounded time and memory.
    Split the file into several flows.

    ## Wrong

    ```sh
    {
      printf 'flow: example\nblocks:\n  main:\n    - answer\n    - hangUp\nprompts:\n'
      seq 80000 | sed 's/^/  a/; s/$/: b/'
    } > example.yaml
    ```

    ## Right

    ```sh
    {
      printf 'flow: example\nblocks:\n  main:\n    - answer\n'
      seq 20 | sed 's/.*/    - play: Number &./'
      printf '    - hangUp\n'
    } > example.yaml
    ```

    Source: DESIGN 8.

    """#,
  "alias-budget":
    #"""
    # alias-budget

    Aliases stand for more values than flowctl expands.

    An alias is a copy of what its anchor names.
    A few lines of aliases of aliases can stand for millions of values, so they are charged \#
    against a budget before they are expanded.
    Write the values out.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - http:
            post: https://crm.contoso.com/calls
            body:
              a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
              b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
              c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
              d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
              e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
              f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
          on: { failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - http:
            post: https://crm.contoso.com/calls
            body:
              first: &all [1, 2, 3]
              second: *all
          on: { failed: hangUp }
        - hangUp
    ```

    Source: LANGUAGE 7, YAML.

    """#,
  "unknown-alias":
    #"""
    # unknown-alias

    An alias names an anchor that there is not.

    Unquoted, `*` begins an alias.
    Keys such as `*9` stand in quotes; the star key alone is also called `star`.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: { for: { more: { press: *9 } } }
          on: { failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: { for: { more: { press: "*9" } } }
          on: { failed: hangUp }
        - hangUp
    ```

    Source: LANGUAGE 2, what YAML cuts off.

    """#,
  "unused-anchor":
    #"""
    # unused-anchor

    An unquoted text begins with `&`, and YAML leaves its first word out.

    `&` before a word names what follows, for a copy elsewhere (`*name`).
    Where no copy is made the word was meant to be read; quotes keep it.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: &Co is closed today.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: "&Co is closed today."
        - hangUp
    ```

    Source: LANGUAGE 2, what YAML cuts off.

    """#,
  "several-documents":
    #"""
    # several-documents

    The file holds more than one YAML document.

    A flow is a file of its own, so that its name, its history and its findings have one place.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp
    ---
    flow: other
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp
    ```

    Source: LANGUAGE 2.

    """#,
  "empty-document":
    #"""
    # empty-document

    There is nothing in the file.

    A file among the flows without a flow in it is usually one that was not saved.

    ## Wrong

    ```yaml
    # Nothing yet.
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp
    ```

    Source: LANGUAGE 2.

    """#,
  "cut-off-comment":
    #"""
    # cut-off-comment

    YAML takes the end of a text for a comment.

    In unquoted text ` #` begins a comment, so the caller would hear only what stands before it.
    Quotes keep the text whole; two spaces before the `#` say that a comment is meant.
    The key `#` is written `pound` or `"#"`; a line that begins with `#:` is a comment, whatever \#
    stands behind it.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Press the # key now
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: "Press the # key now"
        - hangUp
    ```

    Source: LANGUAGE 2, what YAML cuts off.

    """#,
  "cut-off-comma":
    #"""
    # cut-off-comma

    A comma ends a text in `{ }` or `[ ]`.

    In flow style a comma separates entries, so the rest of the text would be lost.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: { text: Hello, world }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: { text: "Hello, world" }
        - hangUp
    ```

    Source: LANGUAGE 2, what YAML cuts off.

    """#,
  "missing-space":
    #"""
    # missing-space

    The space after a colon is missing.

    `play:welcome` is one text to YAML, not a key with a value.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      welcome: Welcome.
    blocks:
      main:
        - answer
        - play:welcome
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      welcome: Welcome.
    blocks:
      main:
        - answer
        - play: welcome
        - hangUp
    ```

    Source: LANGUAGE 2, what YAML cuts off.

    """#,
  "yaml-tag":
    #"""
    # yaml-tag

    A value begins with `!`, which YAML reads as a tag.

    Flows have no tags: a value is read by the type expected where it stands.
    An expression that begins with `!` stands in quotes.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp:
          when: !has(call.from.number)
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp:
          when: "!has(call.from.number)"
        - hangUp
    ```

    Source: LANGUAGE 2, what YAML cuts off.

    """#,
  "non-scalar-key":
    #"""
    # non-scalar-key

    A key is a list or a mapping.

    Keys are names.
    Usually a value stands on the wrong side of the colon.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - set: { [a, b]: 1 }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    variables:
      a: int = 0
    blocks:
      main:
        - answer
        - set: { a: 1 }
        - log: ${a}
        - hangUp
    ```

    Source: LANGUAGE 2.

    """#,
  "unknown-field":
    #"""
    # unknown-field

    A key stands where it means nothing.

    It would be ignored, and the author would believe that it counts.
    Often it is misspelt, or stands inside a step instead of beside it, or the other way round.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: 5s
        - play: { promt: Hello there. }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: 5s
        - play: { prompt: Hello there. }
        - hangUp
    ```

    Source: LANGUAGE 2 and 5.

    """#,
  "missing-field":
    #"""
    # missing-field

    A key that must be there is not.

    The step, or the declaration, means nothing without it.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: { to: caller }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: { prompt: Hello there., to: caller }
        - hangUp
    ```

    Source: LANGUAGE 5.

    """#,
  "wrong-shape":
    #"""
    # wrong-shape

    A text stands where a list or a mapping is expected, or the other way round.

    A block is a list of steps, each beginning with `- `; the keys of a step are a mapping.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        answer:
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp
    ```

    Source: LANGUAGE 2.

    """#,
  "unknown-step":
    #"""
    # unknown-step

    There is no step of that name.

    A step is a word, or a mapping with exactly one step key.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangup
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp
    ```

    Source: LANGUAGE 5.

    """#,
  "several-steps":
    #"""
    # several-steps

    One item of a list holds two steps.

    Each step is an item of its own, so that their order is clear.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Hello there.
          log: said hello
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Hello there.
        - log: said hello
        - hangUp
    ```

    Source: LANGUAGE 2.

    """#,
  "exclusive-fields":
    #"""
    # exclusive-fields

    Two keys exclude each other, or one of several is needed and none is there.

    A request has one method, a recognition listens for choices or for keys, a wait has a time or \#
    triggers.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize: { prompt: Press a key. }
          on: { failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize: { prompt: Press a key., tones: { count: 1 } }
          on: { failed: hangUp }
        - hangUp
    ```

    Source: LANGUAGE 5.

    """#,
  "unused-field":
    #"""
    # unused-field

    A key is there, and changes nothing where it stands.

    The flow reads as if it did: a `timeout` of a wait that has no triggers, words before a retry \#
    where there are no retries.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: { duration: 5s, timeout: 10s }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: 5s
        - hangUp
    ```

    Source: LANGUAGE 5.

    """#,
  "unknown-name":
    #"""
    # unknown-name

    Something is named that there is not.

    A misspelt prompt is never spoken to a caller, and a misspelt block is no place to go: both \#
    are findings.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - goto: goodby
      goodbye:
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - goto: goodbye
      goodbye:
        - hangUp
    ```

    Source: LANGUAGE 7, Names.

    """#,
  "unused-name":
    #"""
    # unused-name

    Something is declared and never used.

    It may be a leftover, or the name of what was meant elsewhere.
    In a project with a `flowctl.yaml` it is told of flows too that have `parameters` or \#
    `outputs`, take and place no calls, and that no other runs.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      welcome: Welcome to Contoso.
    blocks:
      main:
        - answer
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      welcome: Welcome to Contoso.
    blocks:
      main:
        - answer
        - play: welcome
        - hangUp
    ```

    Source: LANGUAGE 7, Names.

    """#,
  "duplicate-name":
    #"""
    # duplicate-name

    Two things have one name.

    Identities, variables and step ids are read under their names in expressions, and share them; \#
    two flows of a project cannot have one name either.

    ## Wrong

    ```yaml
    flow: example
    variables:
      desk: string = front
    blocks:
      main:
        - answer
        - wait: 5s
          id: desk
        - log: ${desk.waited}
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    variables:
      desk: string = front
    blocks:
      main:
        - answer
        - wait: 5s
          id: pause
        - log: ${pause.waited} ${desk}
        - hangUp
    ```

    Source: LANGUAGE 2.

    """#,
  "reserved-name":
    #"""
    # reserved-name

    The name means something already.

    Expressions know `call`, `caller`, `now` and others; handlers know `hangUp`, `end`, `return` \#
    and `continue`; every step knows outcomes such as `failed`.

    ## Wrong

    ```yaml
    flow: example
    identities:
      caller: +12065551212
    blocks:
      main:
        - answer
        - log: ${caller.rawId}
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - log: ${desk.rawId}
        - hangUp
    ```

    Source: LANGUAGE 2 and 3.

    """#,
  "malformed-name":
    #"""
    # malformed-name

    The name has a form that no name has.

    Names that expressions use begin with a small letter and have letters and digits only: \#
    `front-desk` would be a subtraction.

    ## Wrong

    ```yaml
    flow: example
    identities:
      front-desk: +12065551212
    blocks:
      main:
        - answer
        - transfer: front-desk
          on: { failed: hangUp }
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      frontDesk: +12065551212
    blocks:
      main:
        - answer
        - transfer: frontDesk
          on: { failed: hangUp }
    ```

    Source: LANGUAGE 2.

    """#,
  "unknown-outcome":
    #"""
    # unknown-outcome

    A step cannot end as its `on:` says.

    The handler would never run.
    A step has the outcomes of its kind, its choices or its triggers; the finding lists them.

    ## Wrong

    ```yaml
    flow: example
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - addParticipant: desk
          on: { timeout: hangUp, failed: hangUp }
        - end
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - addParticipant: desk
          on: { noAnswer: hangUp, failed: hangUp }
        - end
    ```

    Source: LANGUAGE 3.

    """#,
  "malformed-value":
    #"""
    # malformed-value

    A value does not have the form that is expected where it stands.

    Values are read by the type expected there: a time has a unit, a number is E.164, a locale \#
    has a language and a region.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: 5
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: 5s
        - hangUp
    ```

    Source: LANGUAGE 2, scalars.

    """#,
  "value-out-of-range":
    #"""
    # value-out-of-range

    A value is outside its limits.

    The service refuses it, or it would keep a caller waiting beyond reason.

    ## Wrong

    ```yaml
    flow: example
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - addParticipant: { to: desk, timeout: 5m }
          on: { failed: hangUp }
        - end
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - addParticipant: { to: desk, timeout: 60s }
          on: { failed: hangUp }
        - end
    ```

    Source: FACTS (b), (g).

    """#,
  "type-mismatch":
    #"""
    # type-mismatch

    An expression gives a value of another type than the one needed.

    Types are checked before a call is ever taken, so that no call fails for it.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp:
          when: call.from.kind
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp:
          when: call.from.kind == 'phoneNumber'
        - hangUp
    ```

    Source: LANGUAGE 4 and 6.

    """#,
  "unknown-case":
    #"""
    # unknown-case

    A case of a `switch`, or a word in a comparison, that no value has.

    The kinds of a party, the outcomes of a step, the choices of a menu, the reasons of a failure \#
    and the states of opening hours are known words.
    One that is not among them is never equal, so what depends on it never runs.

    ## Wrong

    ```yaml
    flow: example
    hours:
      office: { timeZone: America/Los_Angeles, open: [Mon-Fri 08:00-18:00] }
    blocks:
      main:
        - answer
        - switch: hours.office.state
          cases:
            opened: [{ play: Welcome to Contoso. }]
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    hours:
      office: { timeZone: America/Los_Angeles, open: [Mon-Fri 08:00-18:00] }
    blocks:
      main:
        - answer
        - switch: hours.office.state
          cases:
            open: [{ play: Welcome to Contoso. }]
        - hangUp
    ```

    Source: SEMANTICS rule 33; LANGUAGE "Types", "Expressions".

    """#,
  "identifier-kind":
    #"""
    # identifier-kind

    A party is of a kind that the action does not take.

    Each action takes some kinds of identifiers in each profile; the service refuses the others \#
    when the call is up.
    In a `teamsPhone` flow a transfer goes to a number or to a `teamsExtensionUser`, never to a \#
    Teams user; an agent is a `teamsExtensionUser`.
    A party known only at run time, such as `call.from`, is narrowed by a condition first.

    ## Wrong

    ```yaml
    flow: example
    identities:
      ann: { microsoftTeamsUser: { user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5 } }
    blocks:
      main:
        - answer
        - transfer: ann
          on: { failed: hangUp }
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      ann:
        teamsExtensionUser:
          user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5
          tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
          resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
    blocks:
      main:
        - answer
        - transfer: ann
          on: { failed: hangUp }
    ```

    Source: FACTS (b), (f); LANGUAGE 4.

    """#,
  "disputed-kind":
    #"""
    # disputed-kind

    The sources disagree whether the service takes this kind of party.

    The flow runs all the same.
    Test it against the real service, or use a kind that is not in dispute.

    ## Wrong

    ```yaml
    flow: example
    identities:
      ann: { microsoftTeamsUser: { user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5 } }
    blocks:
      main:
        - answer
        - addAgent: ann
          on: { failed: hangUp }
        - end
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      ann:
        teamsExtensionUser:
          user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5
          tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
          resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
    blocks:
      main:
        - answer
        - addAgent: ann
          on: { failed: hangUp }
        - end
    ```

    Source: FACTS (f), (l).

    """#,
  "disputed-step":
    #"""
    # disputed-step

    The sources disagree whether the service does this in a Teams phone call.

    The flow runs all the same, and the call can do without it: where the service refuses, the \#
    step has failed and the flow goes on.
    Test it against the real service, or play music to everyone instead.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hold: caller
        - wait: 10s
        - unhold: caller
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    blocks:
      main:
        - answer
        - wait: { duration: 10s, music: music }
        - hangUp
    ```

    Source: FACTS (f), (l); SEMANTICS rule 43.

    """#,
  "profile-option":
    #"""
    # profile-option

    An option, or a step, is refused in the flow's profile.

    In Teams Phone calls the service refuses a caller id of one's own with 400/8523: the number \#
    of the resource account is shown.
    No call is joined there.
    Nor can anybody be muted there: the service mutes a `communicationUser`, and those are in \#
    `callAutomation` calls only.

    ## Wrong

    ```yaml
    flow: example
    identities:
      desk: +12065551212
      line: +12065551213
    blocks:
      main:
        - answer
        - addParticipant: { to: desk, callerId: line }
          on: { failed: hangUp }
        - end
    ```

    ## Right

    ```yaml
    flow: example
    profile: callAutomation
    identities:
      desk: +12065551212
      line: +12065551213
    blocks:
      main:
        - answer
        - addParticipant: { to: desk, callerId: line }
          on: { failed: hangUp }
        - end
    ```

    Source: FACTS (f), (b) 14.

    """#,
  "missing-locale":
    #"""
    # missing-locale

    A text is missing in a language the flow speaks.

    `voices:` says which languages a call can be in; a caller would hear another one in the \#
    middle of the call.

    ## Wrong

    ```yaml
    flow: example
    voices: { en-US: en-US-NancyNeural, es-MX: es-MX-DaliaNeural }
    prompts:
      welcome: { en-US: Welcome. }
    blocks:
      main:
        - answer
        - play: welcome
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    voices: { en-US: en-US-NancyNeural, es-MX: es-MX-DaliaNeural }
    prompts:
      welcome: { en-US: Welcome., es-MX: Bienvenidos. }
    blocks:
      main:
        - answer
        - play: welcome
        - hangUp
    ```

    Source: LANGUAGE 7, Prompts.

    """#,
  "voice-language":
    #"""
    # voice-language

    A voice is named for a language that it does not speak.

    Its text would be read out by the rules of another language. A multilingual voice speaks \#
    many, and is not reported.

    ## Wrong

    ```yaml
    flow: example
    voices: { en-US: es-MX-DaliaNeural }
    blocks:
      main:
        - answer
        - play: Hello there.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    voices: { en-US: en-US-NancyNeural }
    blocks:
      main:
        - answer
        - play: Hello there.
        - hangUp
    ```

    Source: SEMANTICS, rule 54.

    """#,
  "spoken-form":
    #"""
    # spoken-form

    A value in a spoken text has a form that is written and not said.

    A point in time would be read out as `2026-12-01T09:30:00Z`, and a length of time as `5400s`.
    `spoken.date` and `spoken.time` say a point in time in a zone.

    ## Wrong

    ```yaml
    flow: example
    voices: { en-US: en-US-NancyNeural }
    variables: { at: timestamp = 2026-12-01T09:30:00Z }
    blocks:
      main:
        - answer
        - play: Your appointment is on ${at}.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    voices: { en-US: en-US-NancyNeural }
    variables: { at: timestamp = 2026-12-01T09:30:00Z }
    blocks:
      main:
        - answer
        - play: Your appointment is on ${spoken.date(at, 'UTC')} at ${spoken.time(at, 'UTC')}.
        - hangUp
    ```

    Source: LANGUAGE, part 8.

    """#,
  "unset-result":
    #"""
    # unset-result

    A value is read where it may not be there.

    The step may not have run, or may have ended otherwise; a variable may not have been set.
    The call on which it is so is shown.
    Ask first, or say what stands in: `.?choice.orValue('none')`.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize: { choices: { yes: { press: 1 } } }
          id: chosen
          on: { failed: continue }
        - log: The caller chose ${chosen.choice}.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize: { choices: { yes: { press: 1 } } }
          id: chosen
          on: { failed: continue }
        - log: The caller chose ${chosen.?choice.orValue('nothing')}.
        - hangUp
    ```

    Source: LANGUAGE 3; SEMANTICS rules 34, 35.

    """#,
  "literal-secret":
    #"""
    # literal-secret

    A sensitive setting is written down in the environment file, or a key, token or password in \#
    the flow.
    It is looked for in what leaves the flow: URLs (`?api_key=…`, `https://user:password@host`, \#
    the address of a webhook), `query`, headers, and the body of a request, be it fields, JSON or \#
    a form; and in what variables begin with.

    The files are kept together, where everybody can read them.
    A secret is read from an environment variable of the server or from a file, when it is needed.

    ## Wrong

    ```yaml
    flow: example
    settings:
      crm: uri
      key: sensitive string
    blocks:
      main:
        - answer
        - http: { post: "${settings.crm}/calls", headers: { authorization: "Bearer \#
    ${settings.key}" } }
          on: { failed: hangUp }
        - hangUp
    ```

    ```yaml
    # flowctl.yaml
    environments:
      dev:
        settings: { crm: https://crm.contoso.com, key: s3cret }
    ```

    ## Right

    ```yaml
    flow: example
    settings:
      crm: uri
      key: sensitive string
    blocks:
      main:
        - answer
        - http: { post: "${settings.crm}/calls", headers: { authorization: "Bearer \#
    ${settings.key}" } }
          on: { failed: hangUp }
        - hangUp
    ```

    ```yaml
    # flowctl.yaml
    environments:
      dev:
        settings: { crm: https://crm.contoso.com, key: { env: CRM_KEY } }
    ```

    Source: LANGUAGE 2.

    """#,
  "sensitive-value":
    #"""
    # sensitive-value

    A sensitive setting is used where it would be heard, logged or kept, or is sent unencrypted.

    A secret can only be sent, in the URL, the headers or the body of an `http` step, as \#
    `${settings.name}` alone in its braces, and over `https`.

    ## Wrong

    ```yaml
    flow: example
    settings:
      key: sensitive string
    blocks:
      main:
        - answer
        - log: The key is ${settings.key}.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    settings:
      crm: uri
      key: sensitive string
    blocks:
      main:
        - answer
        - http: { post: "${settings.crm}/calls", headers: { authorization: "Bearer \#
    ${settings.key}" } }
          on: { failed: hangUp }
        - hangUp
    ```

    Source: LANGUAGE 4; SEMANTICS rule 38.

    """#,
  "missing-value":
    #"""
    # missing-value

    An identity or a setting has no value in the environment, or a flag none of its own.

    A flow that declares `bob: phoneNumber` leaves the number to the deployment, and cannot run \#
    without it.
    A flag is read before any operator has given it a value: it says what it is until then, \#
    `flags: { emergency: bool = false }`, or that it may be nothing, `flags: { notice: "string?" }`.

    ## Wrong

    ```yaml
    flow: example
    identities:
      bob: phoneNumber
    blocks:
      main:
        - answer
        - transfer: bob
          on: { failed: hangUp }
    ```

    ```yaml
    # flowctl.yaml
    environments:
      dev: {}
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      bob: phoneNumber
    blocks:
      main:
        - answer
        - transfer: bob
          on: { failed: hangUp }
    ```

    ```yaml
    # flowctl.yaml
    environments:
      dev:
        identities: { bob: +12065551212 }
    ```

    Source: LANGUAGE 2.

    """#,
  "missing-endpoint":
    #"""
    # missing-endpoint

    Text is spoken, or words are recognized, without an AI endpoint.

    The service needs `cognitiveServicesEndpoint` when the call is answered; without it every \#
    spoken prompt fails.
    Files need none, and neither does a menu whose choices have keys and no words; a text that is \#
    its prompt does.
    Where no environment is known, `validate` hints at it and `serve` refuses the flow; `flowctl \#
    dev` needs none.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Hello there.
        - hangUp
    ```

    ```yaml
    # flowctl.yaml
    environments:
      dev: {}
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Hello there.
        - hangUp
    ```

    ```yaml
    # flowctl.yaml
    environments:
      dev:
        cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com
    ```

    Source: FACTS (f); SEMANTICS rules 31 and 59.

    """#,
  "expression-syntax":
    #"""
    # expression-syntax

    What stands in `${ }`, or after `when:`, is not an expression.

    Expressions are CEL.
    A literal `${` is written `$${`.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - log: The call is ${call.id.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - log: The call is ${call.id}.
        - hangUp
    ```

    Source: LANGUAGE 6; cel-spec, Syntax.

    """#,
  "unknown-function":
    #"""
    # unknown-function

    There is no function of that name.

    The functions are those of docs/expressions.md.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp:
          when: call.id.startsWth('x')
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp:
          when: call.id.startsWith('x')
        - hangUp
    ```

    Source: LANGUAGE 6; cel-spec, Standard definitions.

    """#,
  "expression-cost":
    #"""
    # expression-cost

    An expression can cost more than an evaluation may.

    Every expression ends, and soon: loops in loops over long lists are refused before they hold \#
    up a call.
    Loop less, or over fewer values.

    ## Wrong

    ```yaml
    flow: example
    variables:
      names: list<string> = []
    blocks:
      main:
        - answer
        - log: ${string(names.exists(a, names.exists(b, names.exists(c, a + b == c))))}
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    variables:
      names: list<string> = []
    blocks:
      main:
        - answer
        - log: ${string(names.exists(a, a == call.id))}
        - hangUp
    ```

    Source: LANGUAGE 6.

    """#,
  "partial-expression":
    #"""
    # partial-expression

    An expression fails where what it looks up is not there, and that ends the call, or it fails \#
    always.

    A key that a map does not have, or a place past the end of a list, is a failure of the step.
    It is told of where that came with the call or from another system, nothing asks whether it \#
    is there, and nothing handles the failure.
    What nothing but its own text decides, such as `10 / 0` and `int('Monday')`, is told of \#
    wherever it stands.

    ## Wrong

    ```yaml
    flow: example
    variables: { account: string = '' }
    blocks:
      main:
        - answer
        - set: { account: "${call.headers.sip['X-Account']}" }
        - log: ${account}
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    variables: { account: string = '' }
    blocks:
      main:
        - answer
        - set: { account: "${call.headers.sip[?'X-Account'].orValue('')}" }
        - log: ${account}
        - hangUp
    ```

    `on: { failed: … }` at the step or the flow handles it too.

    Source: SEMANTICS rule 29.

    """#,
  "falls-off-the-end":
    #"""
    # falls-off-the-end

    A way through the flow ends where the author said nothing.

    The caller would be left with silence.
    Every way ends with `goto`, `transfer`, `hangUp` or `end`.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Thank you for calling.
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Thank you for calling.
        - hangUp
    ```

    Source: LANGUAGE 2.

    """#,
  "unreachable-step":
    #"""
    # unreachable-step

    Nothing leads to a step or a block.

    It never runs.
    Often a handler is missing, or a step before it always goes elsewhere.
    Where nobody but the caller is in the call, the flow is over when `transfer` succeeds: what \#
    stands behind it is done only for others who stay.
    A `hangUp` or an `end` there says what happens anyway, and is not reported.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - hangUp
        - log: over
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - log: nearly over
        - hangUp
    ```

    Source: LANGUAGE 7, Flow; SEMANTICS, rule 14.

    """#,
  "unhandled-failure":
    #"""
    # unhandled-failure

    A failure of a step ends the call.

    Nobody answers, a key is not pressed, a system is down: that happens every day.
    Say what the caller hears then, at the step or in the flow's own `on: failed:`.

    ## Wrong

    ```yaml
    flow: example
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - transfer: desk
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - transfer: desk
          on:
            failed:
              - play: Nobody can take your call.
              - hangUp
    ```

    Source: LANGUAGE 3.

    """#,
  "unhandled-choice":
    #"""
    # unhandled-choice

    Some choices of a menu have a handler and some have none.

    Those without go on with the next step.
    Say so with `continue`, so that a reader need not wonder.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize: { choices: { yes: { press: 1 }, no: { press: 2 } } }
          on: { yes: hangUp, failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize: { choices: { yes: { press: 1 }, no: { press: 2 } } }
          on: { yes: hangUp, no: continue, failed: hangUp }
        - hangUp
    ```

    Source: LANGUAGE 3.

    """#,
  "unhandled-timeout":
    #"""
    # unhandled-timeout

    A `wait` has a `timeout`, and nothing says what happens then.

    A time-out is neither success nor failure, so it has no handler of its own accord.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: { for: { more: { press: 1 } }, timeout: 30s }
          on: { failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: { for: { more: { press: 1 } }, timeout: 30s }
          on: { timeout: hangUp, failed: hangUp }
        - hangUp
    ```

    Source: LANGUAGE 3.

    """#,
  "call-phase":
    #"""
    # call-phase

    A step runs in a phase of the call in which it cannot.

    Nothing can be played before `answer`, nothing answered twice, and when the call is over only \#
    `http`, `log`, `set`, `if`, `switch` and `end` are left.
    *May be* counts: a `when:` on `answer` may skip it.
    The call that comes there so is shown, step by step.
    Where a flow that is run cannot be run there, the `run` is told, with the step inside of that \#
    flow; what would be wrong in any call is told in the flow itself.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - play: Hello there.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Hello there.
        - hangUp
    ```

    Source: SEMANTICS 1.7.

    """#,
  "endless-loop":
    #"""
    # endless-loop

    A loop never waits for anything.

    It would run thousands of steps in a moment and then fail.
    Its steps are shown in their order.
    Put a step into it that waits.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - goto: again
      again:
        - log: again
        - goto: again
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - goto: again
      again:
        - wait: 5s
        - hangUp:
          when: now.getHours() > 20
        - goto: again
    ```

    Source: SEMANTICS rule 37.

    """#,
  "failing-loop":
    #"""
    # failing-loop

    A loop goes round without waiting where the steps in it that wait fail at once.

    A prompt whose file is gone, or a service that refuses, fails in the same moment.
    A loop that takes such a failure for another round tries thousands of times in a second; the \#
    call is then taken to the flow's `on: failed:`, or ended.
    Let the failure lead out of the loop, or put a `wait` into it.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    blocks:
      main:
        - answer
        - goto: again
      again:
        - play: music
        - hangUp:
          when: now.getHours() > 20
        - goto: again
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    blocks:
      main:
        - answer
        - goto: again
      again:
        - play: music
          on: { failed: hangUp }
        - hangUp:
          when: now.getHours() > 20
        - goto: again
    ```

    Source: SEMANTICS rules 27 and 37.

    """#,
  "unchanging-loop":
    #"""
    # unchanging-loop

    Nothing that happens leads out of a loop.

    The loop waits, but what decides whether it is left is the same in each round: a variable \#
    that nothing in the loop sets, or what was known of the call before.
    Whoever is in it stays until the call's `maxDuration`, or the last of the rounds of a `repeat`.
    Count the rounds with `set`, or let an outcome, a flag or the time lead out of the loop.

    ## Wrong

    ```yaml
    flow: example
    variables: { tries: int = 0 }
    blocks:
      main:
        - answer
        - goto: again
      again:
        - play: Please hold the line.
        - wait: 5s
        - goto: again
          when: tries < 3
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    variables: { tries: int = 0 }
    blocks:
      main:
        - answer
        - goto: again
      again:
        - play: Please hold the line.
        - wait: 5s
        - set: { tries: "${tries + 1}" }
        - goto: again
          when: tries < 3
        - hangUp
    ```

    Source: SEMANTICS rule 37.

    """#,
  "endless-play":
    #"""
    # endless-play

    A prompt is repeated without an end, and the flow waits for its end.

    `loop: true` repeats a prompt until something cancels it.
    With `background: true` the flow goes on meanwhile, and the next prompt interrupts it.
    Without, nothing comes after it: the caller hears it until flowctl gives the step up, which \#
    then has failed.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    blocks:
      main:
        - answer
        - play: { prompt: music, loop: true }
          on: { failed: hangUp }
        - wait: 30s
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    blocks:
      main:
        - answer
        - play: { prompt: music, loop: true, background: true }
        - wait: 30s
        - hangUp
    ```

    Source: SEMANTICS 1.2, rule 24.

    """#,
  "media-conflict":
    #"""
    # media-conflict

    Something is aimed at a party to whom alone something is still played.

    What the service does to one party excludes all else it does to that party: playing to them \#
    alone, asking them in a call of several, sending them tones, listening to their keys.
    A play in the background is cut off by the next one, and keys cannot be listened to at all \#
    while it lasts.
    Where it is so on every way that leads there it is an error, on some ways a warning.
    The call on which it is so is shown from the play on.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - addParticipant: desk
          id: bank
          on: { failed: hangUp }
        - play: { prompt: music, to: bank, loop: true, background: true }
        - sendTones: { tones: 1234, to: bank }
        - end
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - addParticipant: desk
          id: bank
          on: { failed: hangUp }
        - sendTones: { tones: 1234, to: bank }
        - play: { prompt: music, to: bank, loop: true, background: true }
        - end
    ```

    Source: FACTS (g); SEMANTICS 1.7 and rule 24.

    """#,
  "interrupted-play":
    #"""
    # interrupted-play

    Something is said while music is played over and over: the music ends, and does not come back.

    It is a hint, for that may be meant.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
      hello: { file: https://media.contoso.com/hello.wav }
    blocks:
      main:
        - answer
        - play: { prompt: music, loop: true, background: true }
        - wait: 30s
        - play: hello
        - wait: 30s
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
      hello: { file: https://media.contoso.com/hello.wav }
    blocks:
      main:
        - answer
        - play: hello
        - play: { prompt: music, loop: true, background: true }
        - wait: 1m
        - hangUp
    ```

    Source: SEMANTICS 1.7 and rule 24.

    """#,
  "lost-keys":
    #"""
    # lost-keys

    A question is played first and listened to only then.

    The service keeps no keys for later: whoever presses one before the prompt is over has to \#
    press it again.
    As the `prompt` of the `recognize` it is cut off by the first key, which counts.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      menu: { file: https://media.contoso.com/menu.wav }
    blocks:
      main:
        - answer
        - play: menu
        - recognize: { tones: { count: 1 } }
          on: { failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      menu: { file: https://media.contoso.com/menu.wav }
    blocks:
      main:
        - answer
        - recognize: { prompt: menu, tones: { count: 1 } }
          on: { failed: hangUp }
        - hangUp
    ```

    What stands before a `recognize` with a prompt of its own, a greeting say, is let be: it \#
    would be said again with each retry.

    Source: FACTS (f); SEMANTICS rule 41.

    """#,
  "long-silence":
    #"""
    # long-silence

    The caller, alone in the call, hears nothing for more than 10 s.

    People take silence for a line that is dead, and hang up.
    A `wait` has `music`; before an `http` something can be played in the background.

    ## Wrong

    ```yaml
    flow: example
    signals:
      ready: {}
    blocks:
      main:
        - answer
        - wait: { for: { ready: { signal: ready } }, timeout: 2m }
          on: { timeout: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    signals:
      ready: {}
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    blocks:
      main:
        - answer
        - wait: { for: { ready: { signal: ready } }, timeout: 2m, music: music }
          on: { timeout: hangUp }
        - hangUp
    ```

    Nothing is said where the caller may be the one who speaks: while keys are waited for, and \#
    while the call is recorded, transcribed or streamed.

    Source: SEMANTICS rule 37.

    """#,
  "choice-conflict":
    #"""
    # choice-conflict

    Two choices share a key or a phrase.

    Only one of them could be taken.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize: { choices: { yes: { press: 1 }, no: { press: 1 } } }
          on: { failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize: { choices: { yes: { press: 1 }, no: { press: 2 } } }
          on: { failed: hangUp }
        - hangUp
    ```

    Source: LANGUAGE 7, Flow.

    """#,
  "route-conflict":
    #"""
    # route-conflict

    Two flows take the same calls.

    A call can go to one flow only, and which one would be a guess.

    ## Wrong

    ```yaml
    flow: one
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456781 }
    routes:
      - to: line
    blocks:
      main:
        - answer
        - hangUp
    ```

    ```yaml
    flow: two
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456781 }
    routes:
      - to: line
    blocks:
      main:
        - answer
        - hangUp
    ```

    ## Right

    ```yaml
    flow: one
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456781 }
    routes:
      - to: line
    blocks:
      main:
        - answer
        - hangUp
    ```

    ```yaml
    flow: two
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456782 }
    routes:
      - to: line
    blocks:
      main:
        - answer
        - hangUp
    ```

    Source: LANGUAGE 2.

    """#,
  "flag-conflict":
    #"""
    # flag-conflict

    Two flows of the project declare a flag otherwise.

    A flag is the project's: an operator gives it one value, which every flow that names it reads.

    ## Wrong

    ```yaml
    flow: one
    flags: { emergency: bool = false }
    blocks:
      main:
        - reject: busy
          when: flags.emergency
        - answer
        - hangUp
    ```

    ```yaml
    flow: two
    flags: { emergency: "string?" }
    blocks:
      main:
        - answer
        - play: ${flags.emergency.orValue('We are open.')}
        - hangUp
    ```

    ## Right

    ```yaml
    flow: one
    flags: { emergency: bool = false }
    blocks:
      main:
        - reject: busy
          when: flags.emergency
        - answer
        - hangUp
    ```

    ```yaml
    flow: two
    flags: { notice: "string?" }
    blocks:
      main:
        - answer
        - play: ${flags.notice.orValue('We are open.')}
        - hangUp
    ```

    Source: LANGUAGE 8, SEMANTICS rule 67.

    """#,
  "redirect-loop":
    #"""
    # redirect-loop

    A ringing call is sent to a route of the same flow.

    It would ring there as a new call, which the same flow takes, and so on; after 25 such turns \#
    the service ends it.

    ## Wrong

    ```yaml
    flow: example
    profile: callAutomation
    identities:
      line: +12065551212
    routes:
      - to: line
    blocks:
      main:
        - redirect: line
          on: { failed: hangUp }
    ```

    ## Right

    ```yaml
    flow: example
    profile: callAutomation
    identities:
      line: +12065551212
      desk: +12065551213
    routes:
      - to: line
    blocks:
      main:
        - redirect: desk
          on: { failed: hangUp }
    ```

    Source: SEMANTICS rule 50; FACTS (d), (i).

    """#,
  "hours-conflict":
    #"""
    # hours-conflict

    Times overlap, or a day is named twice.

    One of the two counts for nothing.

    ## Wrong

    ```yaml
    flow: example
    hours:
      office:
        timeZone: America/Los_Angeles
        open: [Mon-Fri 08:00-18:00, Wed 17:00-20:00]
    blocks:
      main:
        - answer
        - hangUp:
          when: hours.office.isOpen
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    hours:
      office:
        timeZone: America/Los_Angeles
        open: [Mon-Fri 08:00-18:00, Wed 18:00-20:00]
    blocks:
      main:
        - answer
        - hangUp:
          when: hours.office.isOpen
        - hangUp
    ```

    Source: LANGUAGE 7, Hours.

    """#,
  "skipped-time":
    #"""
    # skipped-time

    Clocks jump over times that a day is given.

    When summer time begins an hour is missing.
    What lies in it as a whole is never; a stretch that begins or ends in it begins or ends at \#
    the jump.
    Of a date under `special:` that is a warning; of hours that come each week it is a hint, and \#
    only with `--today`, for the day in the year from then on.

    ## Wrong

    ```yaml
    flow: example
    hours:
      office:
        timeZone: America/Los_Angeles
        open: [Mon-Fri 08:00-18:00]
        special: [2026-03-08 02:15-02:45]
    blocks:
      main:
        - answer
        - hangUp:
          when: hours.office.isOpen
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    hours:
      office:
        timeZone: America/Los_Angeles
        open: [Mon-Fri 08:00-18:00]
        special: [2026-03-08 03:15-03:45]
    blocks:
      main:
        - answer
        - hangUp:
          when: hours.office.isOpen
        - hangUp
    ```

    Source: LANGUAGE 7, Hours.

    """#,
  "past-date":
    #"""
    # past-date

    A date of opening hours has gone by.

    It counts for no call any more, and a holiday that comes again has another date.
    It is told of where `flowctl validate` is given the day with `--today`; else what is found \#
    would change from day to day.

    ## Wrong

    On 26 November 2026:

    ```yaml
    flow: example
    hours:
      office:
        timeZone: America/Los_Angeles
        open: [Mon-Fri 08:00-18:00]
        closed: [2025-12-25 Christmas Day]
    blocks:
      main:
        - answer
        - hangUp:
          when: hours.office.isOpen
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    hours:
      office:
        timeZone: America/Los_Angeles
        open: [Mon-Fri 08:00-18:00]
        closed: [2026-12-25 Christmas Day]
    blocks:
      main:
        - answer
        - hangUp:
          when: hours.office.isOpen
        - hangUp
    ```

    Source: LANGUAGE 7, Hours.

    """#,
  "missing-end":
    #"""
    # missing-end

    From here the flow can never end.

    The caller can only hang up.
    Let some way lead to `hangUp`, `transfer` or `end`.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: 5s
        - goto: again
      again:
        - wait: 5s
        - goto: again
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - wait: 5s
        - hangUp
    ```

    Source: LANGUAGE 7, Flow.

    """#,
  "run-circle":
    #"""
    # run-circle

    A block comes to run itself.

    Each `run` waits for its block to come back.
    A block that runs itself, at once or by way of others, would be entered again and again and \#
    never come back.
    `goto` does not help there: inside of a block that is run it stays inside of the `run`, so a \#
    circle of both is one too.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      hello: Hello there.
    blocks:
      main:
        - answer
        - run: greet
        - hangUp
      greet:
        - play: hello
        - run: main
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      hello: Hello there.
    blocks:
      main:
        - answer
        - run: greet
        - hangUp
      greet:
        - play: hello
    ```

    Source: SEMANTICS rule 9.

    """#,
  "recording-state":
    #"""
    # recording-state

    A recording is started while one runs, or changed where there is none.

    The service refuses a second recording of a call.
    A pause, a resume or a stop without a recording does nothing, and the flow would go on as if \#
    it had.
    Where it is so on every way that leads there it is an error, on some ways a warning.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      hello: Hello there.
    blocks:
      main:
        - answer
        - record: pause
        - play: hello
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      hello: Hello there.
    blocks:
      main:
        - answer
        - record: start
        - record: pause
          on: { failed: hangUp }
        - play: hello
        - hangUp
    ```

    Source: SEMANTICS 1.7.

    """#,
  "recorded-input":
    #"""
    # recorded-input

    Input that is `sensitive` would be on the recording.

    A step that asks for sensitive input runs only where nothing is recorded, or the recording is \#
    paused and the service has confirmed it.
    In a call such a step fails otherwise, with the reason `recording`.

    ## Wrong

    ```yaml
    flow: example
    prompts:
      card: Please enter your card number.
    blocks:
      main:
        - answer
        - record: start
        - recognize: { prompt: card, tones: { count: 16 }, sensitive: true }
          on: { failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    prompts:
      card: Please enter your card number.
    blocks:
      main:
        - answer
        - record: start
        - sensitive:
            - recognize: { prompt: card, tones: { count: 16 }, sensitive: true }
              on: { failed: hangUp }
          on: { failed: hangUp }
        - hangUp
    ```

    Source: SEMANTICS 1.7 and rule 17.

    """#,
  "missing-set-up":
    #"""
    # missing-set-up

    What is sent to a socket is begun in a call that was not set up for it.

    The service learns the socket when the call is answered or placed, and not later: without it \#
    nothing can be begun.
    It must be said by every step that takes or places the call and leads there; the call in \#
    which one does not is shown.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - stream: start
        - wait: 1m
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer: { streaming: { url: wss://bot.contoso.com/audio } }
        - stream: start
        - wait: 1m
        - hangUp
    ```

    Source: FACTS (h); SEMANTICS 1.7 and rule 31.

    """#,
  "feed-state":
    #"""
    # feed-state

    What is sent to a socket is begun where it goes on already, or ended or changed where it has \#
    not begun.

    Where it is so on every way that leads there it is an error, on some ways a warning.
    The step from which on it is so is shown.
    Inside of `sensitive` nothing is sent; after it goes on what went on before.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer: { streaming: { url: wss://bot.contoso.com/audio } }
        - stream: start
        - wait: 5s
        - stream: start
        - wait: 5s
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer: { streaming: { url: wss://bot.contoso.com/audio } }
        - stream: start
        - wait: 5s
        - stream: stop
        - wait: 5s
        - hangUp
    ```

    Source: SEMANTICS 1.7.

    """#,
  "late-answer":
    #"""
    # late-answer

    The call may ring for long before it is answered.

    While the flow asks other systems before `answer`, the caller hears ringing, and the network \#
    gives up after about 30 seconds.
    More than 15 seconds of time-outs are a warning, a loop that waits is an error.
    The time of flows that are run counts too; the steps that it is made of are shown in the \#
    order of the call.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - http: { get: https://crm.contoso.com/one, timeout: 10s }
          on: { failed: continue }
        - http: { get: https://crm.contoso.com/two, timeout: 10s }
          on: { failed: continue }
        - answer
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - http: { get: https://crm.contoso.com/one, timeout: 3s }
          on: { failed: continue }
        - answer
        - hangUp
    ```

    Source: SEMANTICS rule 32.

    """#,
  "lone-caller":
    #"""
    # lone-caller

    The flow ends where the caller may be alone.

    After `end` the parties talk on; a caller who is alone is hung up on.
    What may leave them alone is shown.
    Say `hangUp` if that is meant.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Goodbye now.
        - end
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: Goodbye now.
        - hangUp
    ```

    Source: SEMANTICS rule 10.

    """#,
  "nobody-else":
    #"""
    # nobody-else

    A step counts on somebody besides the caller where nobody else can be in the call.

    `leave` leaves the parties to one another, and a caller who is alone is left with nobody.
    A `wait` for a party to leave who was never brought in never ends.
    What is said to somebody who was not brought in, heard from them or done with them fails.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - play: We leave you alone now.
        - leave
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      desk: +12065551212
    blocks:
      main:
        - answer
        - addParticipant: desk
          on: { failed: hangUp }
        - leave:
          on: { failed: end }
    ```

    Source: SEMANTICS 1.5, 1.7.

    """#,
  "no-caller":
    #"""
    # no-caller

    A step, a handler or an expression is about the caller of a call that has none.

    A call that `join` joins is others' own: nobody called, and nobody's leaving ends it.
    So `caller` names nobody, and steps that mean the caller where nobody is named have to name \#
    somebody: `from` of `recognize` and of a `press`, `party` of `transfer`.
    In `on: callerLeft:` the caller has left, and nothing can be said to them, heard from them or \#
    done with them.
    The `music` of `addAgent` and `addParticipant` is for the caller's ears, and `on: \#
    callerLeft:` can never run.

    ## Wrong

    ```yaml
    flow: example
    profile: callAutomation
    identities:
      ann: { communicationUser: "8:acs:ann" }
    parameters: { room: string }
    prompts:
      vote: { file: https://media.contoso.com/vote.wav }
    blocks:
      main:
        - join: { room: "${room}" }
        - recognize: { prompt: vote, tones: { count: 1 } }
          on: { failed: end }
        - end
    ```

    ## Right

    ```yaml
    flow: example
    profile: callAutomation
    identities:
      ann: { communicationUser: "8:acs:ann" }
    parameters: { room: string }
    prompts:
      vote: { file: https://media.contoso.com/vote.wav }
    blocks:
      main:
        - join: { room: "${room}" }
        - recognize: { prompt: vote, from: ann, tones: { count: 1 } }
          on: { failed: end }
        - end
    ```

    Source: LANGUAGE 8.

    """#,
  "handler-step":
    #"""
    # handler-step

    A step cannot stand in this handler of the flow, or inside of this step.

    `recordingFailed` runs at once beside what the flow is doing, so nothing in it may wait or \#
    speak.
    It may go to a block.
    What is done `meanwhile` runs beside a step that waits, and what is said inside of \#
    `sensitive` is not recorded, so no message is taken there, nor in a flow that is run there.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - record: start
        - hangUp
    on:
      recordingFailed:
        - play: The recording stopped.
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - record: start
        - hangUp
    on:
      recordingFailed:
        - log: The recording stopped.
    ```

    Source: SEMANTICS rules 28 and 66.

    """#,
  "unknown-key":
    #"""
    # unknown-key

    A prompt names a key that no choice takes.

    The caller presses it and hears that it is wrong.
    Usually the menu was changed and the prompt was not.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize:
            prompt: For sales, press 1. For support, press 2.
            choices: { sales: { press: 1 } }
          on: { failed: hangUp }
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        - recognize:
            prompt: For sales, press 1.
            choices: { sales: { press: 1 } }
          on: { failed: hangUp }
        - hangUp
    ```

    Source: SEMANTICS rule 37.

    """#,
  "confirm-is-heard":
    #"""
    # confirm-is-heard

    Whoever answers is asked to confirm inside of the call, so the caller hears them before that.

    There is no second call in which they could be asked alone: they are in the call as soon as \#
    they answer, and are taken out of it again if they do not press the key.
    A mailbox's greeting can be heard until then, for as long as the prompt and `timeout` take.
    Say the prompt in few words, keep `timeout` short, play the caller music, and allow the finding.

    ## Wrong

    ```yaml
    flow: example
    identities:
      expert: +12065551215
    blocks:
      main:
        - answer
        - addParticipant: { to: expert, confirm: Press 1 to take the call. }
          on: { failed: hangUp }
        - end
    ```

    ## Right

    ```yaml
    flow: example
    identities:
      expert: +12065551215
    prompts:
      music: { file: https://media.contoso.com/hold.wav }
    blocks:
      main:
        - answer
        - addParticipant:
            to: expert
            music: music
            # flowctl:allow confirm-is-heard a caller hears five seconds of a greeting
            confirm: { prompt: Press 1., timeout: 5s }
          on: { failed: hangUp }
        - end
    ```

    Source: SEMANTICS rule 60.

    """#,
  "failed-scenario":
    #"""
    # failed-scenario

    A scenario of a `*.test.yaml` file is not what the flow does.

    `flowctl test` runs scenarios against their flows, and says of each that fails the line, what \#
    happened instead, and where the flow stands.
    Either the flow is not what it was meant to be, or the scenario is not.

    ## Wrong

    ```yaml
    test: contoso-support
    at: 2026-11-24T10:00:00-08:00
    scenarios:
      sales by key:
        - hears: mainMenu            # the welcome comes first
        - press: 1
    ```

    ## Right

    ```yaml
    test: contoso-support
    at: 2026-11-24T10:00:00-08:00
    scenarios:
      sales by key:
        - hears: [welcome, mainMenu]
        - press: 1
        - transfers: frontDesk
        - ends: transferred
    ```

    Source: docs/testing.md.

    """#,
  "unused-allowance":
    #"""
    # unused-allowance

    A comment allows a finding that there is not.

    A comment `# flowctl:allow CODE reason`, on the line or above it, silences one warning or hint.
    One that silences nothing hides the next mistake.
    Errors cannot be allowed.

    ## Wrong

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        # flowctl:allow unhandled-failure the call may end
        - play: Hello there.
        - hangUp
    ```

    ## Right

    ```yaml
    flow: example
    blocks:
      main:
        - answer
        # flowctl:allow unhandled-failure the call may end
        - http: { post: https://crm.contoso.com/calls }
        - hangUp
    ```

    Source: LANGUAGE 7.

    """#,
]
