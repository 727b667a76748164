import FlowLanguage

extension StepExample {
  private static let feed =
    "{ url: wss://contoso.com/a, channels: unmixed, bidirectional: true, format: pcm24KMono, "
    + "dtmf: true }"
  private static let lines = "{ url: wss://contoso.com/t, locale: es-MX, interim: true }"

  private static let home = ["- addParticipant: home", "  on: { failed: continue }"]

  /// Steps with every key there is, each with each of its outcomes among them.
  static let all: [StepExample] = [
    StepExample(
      keyword: .answer,
      inside: [
        .init("streaming", feed), .init("transcription", lines),
      ],
      rings: true
    ),
    StepExample(
      keyword: .answer,
      inside: [
        .init("streaming", "{ forward: wss://contoso.com/a }"),
        .init("transcription", "{ signal: said }"),
      ],
      rings: true
    ),
    StepExample(keyword: .answer, inside: [.init("streaming", "{ save: true }")], rings: true),
    StepExample(keyword: .reject, inside: [.init("reason", "forbidden")], rings: true),
    StepExample(keyword: .redirect, inside: [.init("to", "desk")], rings: true),
    StepExample(keyword: .join, inside: [.init("room", "r1")], places: true),
    StepExample(keyword: .join, inside: [.init("groupCall", "g1")], places: true),
    StepExample(keyword: .join, inside: [.init("serverCall", "s1")], places: true),
    StepExample(
      keyword: .join,
      inside: [
        .init("room", "r1"), .init("streaming", feed), .init("transcription", lines),
      ],
      places: true
    ),
    StepExample(
      keyword: .join,
      inside: [
        .init("room", "r1"), .init("streaming", "{ forward: wss://contoso.com/a }"),
        .init("transcription", "{ signal: said }"),
      ],
      places: true
    ),
    StepExample(
      keyword: .join,
      inside: [.init("room", "r1"), .init("streaming", "{ save: true }")],
      places: true
    ),
    StepExample(
      keyword: .dial,
      inside: [
        .init("to", "desk"), .init("as", "home"), .init("timeout", "9s"),
        .init("streaming", feed), .init("transcription", lines),
      ],
      places: true
    ),
    StepExample(
      keyword: .dial,
      inside: [
        .init("to", "desk"), .init("as", "home"),
        .init("streaming", "{ forward: wss://contoso.com/a }"),
        .init("transcription", "{ signal: said }"),
      ],
      places: true
    ),
    StepExample(
      keyword: .dial,
      inside: [.init("to", "desk"), .init("as", "home"), .init("streaming", "{ save: true }")],
      places: true
    ),
    StepExample(
      keyword: .play,
      inside: [
        .init("prompt", "hello"), .init("to", "caller"), .init("loop", "true"),
        .init("background", "true"),
      ]
    ),
    StepExample(
      keyword: .recognize,
      inside: [
        .init("prompt", "hello"), .init("from", "desk"),
        .init("choices", "{ a: { press: 1, say: [a] }, b: { press: 2 } }"), .init("timeout", "9s"),
        .init("bargeIn", "false"), .init("retries", "2"), .init("noInput", "again"),
        .init("noMatch", "bye"), .init("locale", "es-MX"),
      ]
    ),
    StepExample(
      keyword: .recognize,
      inside: [
        .init("choices", "{ a: { press: 1, say: [a] } }"), .init("retries", "1"),
        .init("confidence", "0.9"), .init("model", "m-1"),
      ]
    ),
    StepExample(keyword: .recognize, inside: [.init("tones", "{ count: 2 }")]),
    StepExample(
      keyword: .recognize,
      inside: [
        .init("tones", "{ min: 1, max: 4, stop: pound, between: 3s, match: '1+' }")
      ]
    ),
    StepExample(keyword: .recognize, inside: [.init("speech", "{ endSilence: 1s }")]),
    StepExample(
      keyword: .recognize,
      inside: [
        .init("choices", "{ a: { press: 1, say: [a] } }"), .init("everywhere", "false"),
      ]
    ),
    StepExample(
      keyword: .recognize,
      inside: [.init("tones", "{ count: 2 }"), .init("speech", "{ endSilence: 1s }")]
    ),
    StepExample(
      keyword: .addAgent,
      inside: [
        .init("to", "[user, other]"), .init("strategy", "all"), .init("timeout", "9s"),
        .init("music", "hello"), .init("callerId", "home"),
        .init(
          "context",
          "{ headers: { x-a: b }, topic: bill, screenPop: https://contoso.com/p, recordId: r1 }"
        ),
        .init("meanwhile", "{ every: 2s, do: [{ log: meanwhile }] }"),
      ]
    ),
    StepExample(
      keyword: .addParticipant,
      inside: [
        .init("to", "[desk, home]"), .init("strategy", "all"), .init("timeout", "9s"),
        .init("music", "hello"), .init("callerId", "home"),
        .init(
          "context",
          "{ headers: { x-a: b }, topic: bill, screenPop: https://contoso.com/p, recordId: r1 }"
        ),
        .init("meanwhile", "{ every: 2s, do: [{ log: meanwhile }] }"),
      ]
    ),
    StepExample(
      keyword: .transfer,
      inside: [
        .init("to", "desk"), .init("party", "home"),
      ]
    ),
    StepExample(
      keyword: .wait,
      inside: [
        .init("for", "{ key: { press: 1 } }"), .init("timeout", "9s"),
        .init("meanwhile", "{ every: 8s, do: [{ log: meanwhile }] }"),
      ],
      on: "timeout: continue"
    ),
    StepExample(keyword: .removeParticipant, inside: [.init("party", "desk")]),
    StepExample(
      keyword: .hold,
      inside: [.init("party", "caller"), .init("music", "hello")]
    ),
    StepExample(keyword: .unhold, inside: [.init("party", "caller")]),
    StepExample(keyword: .mute, inside: [.init("party", "user")]),
    StepExample(
      keyword: .sendTones,
      inside: [.init("tones", "12"), .init("to", "desk")]
    ),
    StepExample(
      keyword: .record,
      inside: [
        .init("channels", "unmixed"), .init("paused", "true"), .init("order", "[desk, caller]"),
        .init("storage", "https://contoso.blob.core.windows.net/calls"),
      ]
    ),
    StepExample(
      keyword: .record,
      inside: [.init("action", "stop")],
      before: ["- record: start"]
    ),
    StepExample(keyword: .stream, inside: [.init("action", "start")], isSetUp: true),
    StepExample(
      keyword: .stream,
      inside: [.init("action", "stop")],
      before: ["- stream: start"],
      isSetUp: true
    ),
    StepExample(
      keyword: .transcribe,
      inside: [.init("action", "start"), .init("locale", "es-MX")],
      isSetUp: true
    ),
    StepExample(
      keyword: .takeMessage,
      inside: [
        .init("prompt", "hello"), .init("beep", "again"), .init("stop", "1"),
        .init("silence", "2s"), .init("max", "9s"),
      ]
    ),
    StepExample(keyword: .wait, inside: [.init("duration", "9s"), .init("music", "hello")]),
    StepExample(
      keyword: .wait,
      inside: [
        .init("for", "{ key: { press: 1 } }"), .init("timeout", "9s"), .init("music", "hello"),
      ],
      on: "timeout: end"
    ),
    StepExample(
      keyword: .wait,
      inside: [.init("for", "{ key: { left: caller } }")]
    ),
    StepExample(
      keyword: .wait,
      inside: [.init("for", "{ key: { left: home } }")],
      before: home
    ),
    StepExample(
      keyword: .wait,
      inside: [.init("for", "{ key: { press: 1, from: home } }")],
      before: home
    ),
    StepExample(keyword: .wait, inside: [.init("for", "{ key: { signal: said } }")]),
    StepExample(
      keyword: .wait,
      inside: [.init("for", "{ key: { stopped: playing } }")],
      before: ["- play: { prompt: hello, background: true }", "  id: playing"]
    ),
    StepExample(
      keyword: .transfer,
      inside: [.init("to", "desk"), .init("party", "home")],
      before: home
    ),
    StepExample(
      keyword: .transfer,
      inside: [
        .init("to", "desk"),
        .init(
          "context",
          "{ headers: { x-a: b }, topic: bill, screenPop: https://contoso.com/p, recordId: r1 }"
        ),
      ]
    ),
    StepExample(
      keyword: .transfer,
      inside: [.init("to", "desk")],
      before: ["- addParticipant: home", "  on: { failed: continue }"]
    ),
    StepExample(keyword: .addAgent, inside: [.init("to", "user")]),
    StepExample(keyword: .addParticipant, inside: [.init("to", "desk")]),
    StepExample(
      keyword: .addAgent,
      inside: [.init("to", "user"), .init("confirm", "{ prompt: hello, press: 2, timeout: 5s }")]
    ),
    StepExample(
      keyword: .addParticipant,
      inside: [
        .init("to", "desk"), .init("confirm", "{ prompt: hello, press: 2, timeout: 5s }"),
      ]
    ),
    StepExample(keyword: .set, value: "{ word: '${string(1 / none)}' }"),
    StepExample(keyword: .log, value: "${1 / none}"),
    StepExample(keyword: .log, value: "a text"),
    StepExample(
      keyword: .log,
      inside: [
        .init("text", "'${1 / none}'"), .init("level", "error"), .init("fields", "{ a: b }"),
      ],
      fails: true
    ),
    StepExample(keyword: .locale, inside: [.init("locale", "'${string(1 / none)}'")]),
    StepExample(keyword: .if, beside: [.init("then", "end")], value: "1 / none > 0"),
    StepExample(
      keyword: .if,
      beside: [.init("then", "[{ log: a }]"), .init("else", "[{ log: b }]")],
      value: "1 / none > 0",
      fails: true
    ),
    StepExample(keyword: .switch, beside: [.init("cases", "{ 1: end }")], value: "1 / none"),
    StepExample(
      keyword: .switch,
      beside: [.init("cases", "{ 1: [{ log: a }] }"), .init("default", "[{ log: b }]")],
      value: "1 / none",
      fails: true
    ),
    StepExample(
      keyword: .switch,
      beside: [.init("cases", "{ Kim: [{ log: a }] }"), .init("default", "[{ log: b }]")],
      value: "string(1 / none)",
      fails: true
    ),
    StepExample(
      keyword: .repeat,
      inside: [
        .init("times", "3"), .init("until", "call.callerName.hasValue() == false"),
        .init("do", "[{ log: a }, { wait: 1s }]"),
      ],
      on: "exhausted: continue"
    ),
    StepExample(
      keyword: .repeat,
      inside: [
        .init("times", "3"), .init("until", "1 / none > 0"),
        .init("do", "[{ log: a }, { wait: 1s }]"),
      ],
      on: "exhausted: continue",
      fails: true
    ),
    StepExample(
      keyword: .repeat,
      inside: [.init("until", "1 / none > 0"), .init("do", "[{ log: a }]")],
      on: "exhausted: continue"
    ),
    StepExample(
      keyword: .http,
      inside: [
        .init("post", "https://contoso.com"), .init("headers", "{ a: b }"),
        .init("body", "{ a: 1 }"),
        .init("timeout", "9s"), .init("response", "{ ticket: string }"), .init("once", "true"),
      ]
    ),
    StepExample(
      keyword: .http,
      inside: [.init("get", "https://contoso.com"), .init("query", "{ a: b }")]
    ),
    StepExample(keyword: .http, inside: [.init("put", "https://contoso.com")]),
    StepExample(keyword: .http, inside: [.init("patch", "https://contoso.com")]),
    StepExample(keyword: .http, inside: [.init("delete", "https://contoso.com")]),
    StepExample(
      keyword: .schedule,
      inside: [.init("flow", "later"), .init("with", "{ count: 7 }"), .init("after", "5m")]
    ),
    StepExample(
      keyword: .schedule,
      inside: [.init("flow", "later"), .init("at", "'${now + duration(\"5m\")}'")]
    ),
    StepExample(
      keyword: .schedule,
      inside: [
        .init("flow", "later"), .init("with", "{ count: '${1 / none}' }"),
        .init("after", "'${duration(string(1 / none))}'"),
      ],
      fails: true
    ),
    StepExample(
      keyword: .schedule,
      inside: [.init("flow", "later"), .init("at", "'${now + duration(string(1 / none))}'")]
    ),
    StepExample(
      keyword: .fetch,
      inside: [.init("to", "office"), .init("delete", "true")],
      isAfterRecording: true
    ),
    StepExample(keyword: .hangUp),
    StepExample(keyword: .leave, before: ["- addAgent: user", "  on: { failed: continue }"]),
    StepExample(keyword: .end),
    StepExample(keyword: .set, value: "{ word: b }"),
    StepExample(
      keyword: .log,
      inside: [.init("text", "a text"), .init("level", "error"), .init("fields", "{ a: b }")]
    ),
    StepExample(keyword: .locale, inside: [.init("locale", "es-MX")]),
    StepExample(
      keyword: .if,
      beside: [.init("then", "[{ log: a }]"), .init("else", "[{ log: b }]")],
      value: "call.callerName.hasValue()"
    ),
    StepExample(
      keyword: .switch,
      beside: [.init("cases", "{ Kim: [{ log: a }] }"), .init("default", "[{ log: b }]")],
      value: "call.callerName.orValue('')"
    ),
    StepExample(
      keyword: .repeat,
      inside: [
        .init("times", "3"), .init("until", "call.callerName.hasValue()"),
        .init("do", "[{ log: a }, { wait: 1s }]"),
      ],
      on: "exhausted: continue"
    ),
    StepExample(
      keyword: .sensitive,
      inside: [.init("do", "[{ log: a }]")],
      before: ["- record: start"]
    ),
    StepExample(
      keyword: .recognize,
      inside: [.init("tones", "{ count: 2 }"), .init("sensitive", "true")],
      before: ["- record: start", "- record: pause", "  on: { failed: rest }"]
    ),
    StepExample(keyword: .goto, value: "rest"),
    StepExample(keyword: .run, inside: [.init("block", "note")]),
    StepExample(keyword: .run, inside: [.init("flow", "part"), .init("with", "{ text: given }")]),
    StepExample(
      keyword: .run,
      inside: [.init("flow", "part"), .init("with", "{ text: '${string(1 / none)}' }")]
    ),
    StepExample(keyword: .return, isRun: true),
  ]
}
