/// Words that other languages of call flows, and programming languages, have for what this one
/// names otherwise; an author who comes from there writes them, and no spelling is near.
enum ForeignWords {
  /// What a word means among others; `set_variables`, `set-variables` and `setVariables` are one.
  static func meaning(of written: String, in words: [String: String]) -> String? {
    if let meaning = words[written] { return meaning }
    func joined(_ word: String) -> String { word.lowercased().filter { !"-_ ".contains($0) } }
    let plain = joined(written)
    // In a fixed order: two words may be one when they are joined.
    return words.keys.sorted().first { joined($0) == plain }.flatMap { words[$0] }
  }

  /// Of Studio, Connect, TwiML and the service's own REST, for steps.
  static let steps: [String: String] = [
    "say": "play", "speak": "play", "tts": "play", "announce": "play", "playPrompt": "play",
    "playAudio": "play", "gather": "recognize", "getInput": "recognize", "menu": "recognize",
    "collect": "recognize", "listen": "recognize", "getCustomerInput": "recognize",
    "connect": "transfer", "forward": "transfer", "deflect": "redirect", "transferCall": "transfer",
    "disconnect": "hangUp", "terminate": "hangUp", "exit": "end", "dropOff": "leave", "stop": "end",
    "pause": "wait", "sleep": "wait", "delay": "wait", "request": "http", "webhook": "http",
    "httpRequest": "http", "invoke": "http", "split": "switch",
    "branch": "switch", "check": "if", "assign": "set", "setVariable": "set", "jump": "goto",
    "next": "goto", "invite": "addParticipant", "addUser": "addAgent", "print": "log",
    "sendDigits": "sendTones", "sendDtmf": "sendTones", "dtmf": "sendTones", "press": "sendTones",
    "resume": "unhold", "retrieve": "unhold", "park": "hold", "kick": "removeParticipant",
    "remove": "removeParticipant", "eject": "removeParticipant",
    "Say": "play", "Play": "play", "Gather": "recognize", "Dial": "transfer", "Hangup": "hangUp",
    "Record": "record", "Pause": "wait", "Redirect": "goto", "Reject": "reject",
    "MessageParticipant": "play", "GetParticipantInput": "recognize",
    "DisconnectParticipant": "hangUp", "TransferToFlow": "run", "transferToFlow": "run",
    "InvokeFlowModule": "run", "run-subflow": "run", "runSubflow": "run",
    "InvokeLambdaFunction": "http", "UpdateContactAttributes": "set", "Compare": "switch",
    "Wait": "wait", "say-play": "play",
    "gather-input-on-call": "recognize", "connect-call-to": "transfer", "split-based-on": "switch",
    "set-variables": "set", "make-http-request": "http", "record-call": "record",
    "while": "repeat", "for": "repeat", "foreach": "repeat", "loop": "repeat", "until": "repeat",
    "return_to": "return", "call": "dial", "makeCall": "dial", "bridge": "transfer",
    "prompt": "play", "input": "recognize", "case": "switch", "function": "run",
    "subflow": "run", "execute": "run", "include": "run", "let": "set", "echo": "log",
    "console.log": "log", "curl": "http", "api": "http", "voicemail": "takeMessage",
    "wait_for_trigger": "wait", "setAttributes": "set", "invokeLambda": "http",
    "lambda": "http", "getUserInput": "recognize", "storeCustomerInput": "recognize",
    "transferToPhoneNumber": "transfer", "setContactAttributes": "set",
    "checkContactAttributes": "switch", "endFlow": "end", "endFlowExecution": "end",
    "recordVoicemail": "takeMessage", "gosub": "run", "sendToFlex": "addAgent",
  ]
  /// What is written instead of steps that have no other word here.
  static let stepAdvice: [String: String] = [
    "enqueue": queue, "queue": queue, "transferToQueue": queue, "joinQueue": queue,
    "TransferContactToQueue": queue, "enqueue-call": queue, "try": attempt, "catch": attempt,
    "finally": attempt,
    "setVoice": voice, "checkHours": openingHours, "CheckHoursOfOperation": openingHours,
    "choose": choice,
    "then": branch, "else": branch, "elif": branch, "default": branch, "type": kind, "kind": kind,
    "action": kind, "service": kind, "uses": kind, "step": kind, "verb": kind, "op": kind,
  ]
  private static let openingHours =
    "ask `if: hours.office.isOpen`, with `then:` and `else:` below it"
  private static let choice =
    "`if:` asks a condition, with `then:` and `else:` below it; `switch:` has a case for each value"
  private static let branch = "it stands in the step it belongs to, below its `if:` or `switch:`"
  private static let kind = "the first key of a step says what it does: `play: …`"
  private static let queue =
    "waiting for an agent is a `wait` for a signal, with `music`: "
    + "`wait: { for: { assigned: { signal: … } }, music: … }`"
  private static let attempt = "a failure is handled at its step: `on: { failed: … }`"
  /// For the keys of a flow.
  static let flowKeys: [String: String] = [
    "steps": "blocks", "states": "blocks", "nodes": "blocks", "tasks": "blocks",
    "jobs": "blocks", "sequence": "blocks", "stages": "blocks", "sections": "blocks",
    "actions": "blocks", "modules": "blocks",
    "name": "flow", "id": "flow", "entry": "start", "initial": "start", "startAt": "start",
    "vars": "variables", "context": "variables", "inputs": "parameters", "args": "parameters",
    "config": "settings", "responses": "prompts", "messages": "prompts", "texts": "prompts",
    "say": "prompts", "schedule": "hours", "openingHours": "hours", "contacts": "identities",
    "numbers": "identities", "people": "identities", "language": "locale", "timeout": "maxDuration",
    "handlers": "on", "onError": "on", "switches": "flags", "toggles": "flags",
    "featureFlags": "flags",
  ]
  /// What is written instead of a key that has no other word here.
  static func advice(on key: String, of owner: String) -> String? {
    if owner.hasPrefix("the choice "), ["goto", "go", "then", "next", "to"].contains(key) {
      return "what comes after a choice stands in the step's `on:`, under its name"
    }
    return keyAdvice["\(owner).\(key)"] ?? keyAdvice[key]
  }
  private static let keyAdvice: [String: String] = [
    "dial.context":
      "the service takes nothing along when it places a call; "
      + "`addAgent`, `addParticipant` and `transfer` have a `context`",
    "join.meeting": "a Teams meeting cannot be joined",
    "addAgent.whisper":
      "`whisper` is reserved for a later version: `play: { prompt: …, to: … }` after "
      + "it says something to whom it brought in",
    "recognize.numDigits": "write `tones: { count: 4 }`, with the number you mean",
    "recognize.maxDigits": "write `tones: { max: 4 }`, with the number you mean",
    "recognize.digits": "write `tones: { count: 4 }`, with the number you mean",
    "repeat.while": "write `until: !(…)`: the rounds end when the condition holds",
    "a flow.voice": voice, "a flow.env": environment, "a flow.secrets": environment,
    "a flow.trigger": calls,
    "a flow.triggers": calls, "a flow.slots": kept, "a flow.entities": kept,
    "a flow.intents": "what callers can say stands in the `choices` of a `recognize`",
    "play.voice": voice, "play.language": voice, "a prompt.voice": voice,
    "a prompt.loop": "it belongs to the step: `play: { prompt: …, loop: true }`",
    "addAgent.retries": attempts, "addAgent.attempts": attempts,
    "addParticipant.retries": attempts, "addParticipant.attempts": attempts,
    "http.auth": credentials, "http.authentication": credentials, "http.token": credentials,
    "http.username": credentials, "http.password": credentials,
    "hangUp.reason": "nothing is said of why; `- reject: busy` refuses a call that rings",
    "addAgent.queue": queue, "transfer.queue": queue,
    "http.retries": tryAgain, "http.retry": tryAgain, "http.attempts": tryAgain,
    "record.beep": message, "record.maxLength": message, "record.maxDuration": message,
    "record.finishOnKey": message,
    "record.playBeep": message, "record.silence": message, "record.timeout": message,
    "transfer.callerId": "the number that is shown is the service's to choose; only `addAgent` and "
      + "`addParticipant` have a `callerId`",
    "timeout-minutes": minutes, "timeout_minutes": minutes,
    "a flow.version": "the version of the language is `language: 1`, and may be left out",
    "elif": elseIf, "elseif": elseIf, "elsif": elseIf, "elseIf": elseIf, "else if": elseIf,
    "next": follows, "nextStep": follows, "nextBlock": follows, "transition": follows,
    "transitions": follows,
    "unless": "`when` says the opposite: write `when: !(…)`",
  ]
  private static let environment =
    "what the environment gives is declared under `settings:` by its type, `crm: uri`, and stands in "
    + "`flowctl.yaml`"
  private static let follows =
    "what comes next is the next step of the list, such as `- goto: …`; what comes after an outcome "
    + "stands under `on:`"
  private static let attempts =
    "whom `to:` lists is tried one after the other; `repeat` around the step tries again"
  private static let tryAgain =
    "a `get` is tried again by itself; `repeat` around the step tries again after `failed`"
  private static let credentials =
    "write a header: `headers: { authorization: \"Bearer ${settings.key}\" }`, with a "
    + "`sensitive string` under `settings:`"
  private static let message =
    "`record` records the call; `takeMessage` takes a message, with `max`, `stop`, `silence` and a "
    + "beep"
  private static let calls = "which calls a flow takes stands under `routes:`"
  private static let kept =
    "what a flow keeps stands under `variables:`, as `name: string = ''`"
  private static let voice =
    "each language has its voice once, under the flow's `voices:`: `en-US: en-US-NancyNeural`"
  private static let minutes = "write `timeout:` with its unit: `timeout: 1m`"
  private static let elseIf = "the next condition stands in a list: `else: [{ if: …, then: … }]`"
  /// For the keys of steps.
  static let keys: [String: String] = [
    "otherwise": "else", "default": "else", "name": "id", "do": "then",
    "onFailure": "on", "catch": "on", "media": "prompt", "url": "prompt", "audio": "prompt",
    "seconds": "timeout", "duration": "timeout", "max": "times", "count": "times",
    "condition": "when", "onError": "on", "handlers": "on", "message": "prompt", "text": "prompt",
    "options": "choices", "digits": "tones", "target": "to",
    "number": "to", "attempts": "retries", "language": "locale",
    "maxRetries": "retries", "retry": "retries", "maxAttempts": "retries",
    "noInputPrompt": "noInput", "noMatchPrompt": "noMatch", "waitMusic": "music",
  ]
  /// For the words that a field can hold.
  static let words: [String: String] = [
    "warn": "warning", "err": "error", "fatal": "error", "trace": "debug", "begin": "start",
    "on": "start", "off": "stop", "end": "stop", "stereo": "unmixed", "mono": "mixed",
    "true": "start", "false": "stop", "teams": "teamsPhone", "acs": "callAutomation",
    "sequential": "inOrder", "parallel": "all",
  ]
  /// For the keys of a prompt.
  static let promptKeys: [String: String] = [
    "audio": "file", "url": "file", "wav": "file", "say": "text", "message": "text",
    "language": "locale", "lang": "locale",
  ]
  /// For the keys of a choice.
  static let choiceKeys: [String: String] = [
    "dtmf": "press", "key": "press", "digit": "press", "digits": "press", "tone": "press",
    "tones": "press", "keys": "press", "word": "say", "words": "say", "phrase": "say",
    "phrases": "say", "speech": "say", "synonyms": "say",
  ]
  /// For the keys of a trigger.
  static let triggerKeys: [String: String] = [
    "dtmf": "press", "key": "press", "digit": "press", "digits": "press", "tones": "press",
    "event": "signal", "message": "signal", "hungUp": "left", "gone": "left",
    "disconnected": "left",
  ]
  /// For the keys of `tones`.
  static let toneKeys: [String: String] = [
    "length": "count", "digits": "count", "numDigits": "count", "maxDigits": "max",
    "minDigits": "min", "finishOnKey": "stop", "terminator": "stop", "pattern": "match",
    "regex": "match", "interDigitTimeout": "between",
  ]
  /// For the keys of opening hours.
  static let hoursKeys: [String: String] = [
    "timezone": "timeZone", "tz": "timeZone", "zone": "timeZone", "hours": "open",
    "weekly": "open", "days": "open", "holidays": "closed", "exceptions": "special",
  ]
  /// For the parts of an identity.
  static let identityParts: [String: String] = [
    "userId": "user", "tenantId": "tenant", "resourceId": "resource", "resourceAccount": "resource",
    "appId": "app", "applicationId": "app", "objectId": "user", "isAnonymous": "anonymous",
  ]
  /// For the kinds of identities.
  static let identityKinds: [String: String] = [
    "phone": "phoneNumber", "number": "phoneNumber", "tel": "phoneNumber",
    "acsUser": "communicationUser", "teamsUser": "microsoftTeamsUser",
    "teamsApp": "microsoftTeamsApp", "rawID": "rawId", "id": "rawId",
  ]
  /// A place for each of the short words that people have for the time there.
  static let zones: [String: String] = [
    "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "MT": "America/Denver", "MDT": "America/Denver", "CT": "America/Chicago",
    "CST": "America/Chicago", "CDT": "America/Chicago", "ET": "America/New_York",
    "EDT": "America/New_York", "BST": "Europe/London", "CEST": "Europe/Berlin",
    "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin", "UTC+1": "Europe/Berlin",
    "GMT+1": "Europe/Berlin", "UTC-5": "America/New_York", "UTC-8": "America/Los_Angeles",
    "JST": "Asia/Tokyo", "IST": "Asia/Kolkata", "AEST": "Australia/Sydney",
  ]
  /// For what happens to a flow.
  static let flowHandlers: [String: String] = [
    "disconnected": "callEnded", "hangup": "callEnded", "hangUp": "callEnded", "end": "callEnded",
    "ended": "callEnded", "completed": "callEnded", "error": "failed", "callerHungUp": "callerLeft",
  ]
  /// What is written instead of names and paths in expressions.
  static let expressions: [String: String] = [
    "env": settings, "process": settings, "config": settings, "ENV": settings,
    "secrets": settings, "vars": variable, "variables": variable, "inputs": variable,
    "params": variable, "parameters": variable, "steps": result, "widgets": result,
    "states": result, "outputs": result, "None": none, "nil": none, "undefined": none, "NULL": none,
    "Math": "write `math.greatest(a, b)` or `math.least(a, b)`",
    "hours": "declare it under `hours:`", "settings": "declare it under `settings:`",
    "none": "write `optional.none()` for no value; `.hasValue()` asks whether one is there",
    "failure": "only the flow's `on: failed:` has it; in `callEnded` ask `call.ended.reason`",
    "'pstn'": "phoneNumber", "'PSTN'": "phoneNumber", "'phone'": "phoneNumber",
    "'number'": "phoneNumber", "'tel'": "phoneNumber", "'teams'": "microsoftTeamsUser",
    "'teamsUser'": "microsoftTeamsUser", "'acs'": "communicationUser",
    "'acsUser'": "communicationUser", "'bot'": "microsoftTeamsApp",
    "'teamsApp'": "microsoftTeamsApp",
    "identifier ==": "compare it with an identity, or its `rawId`: `4:+12065551212` for a number",
    "call.callerId": number, "call.number": number, "call.callerNumber": number,
    "caller.name": "write `call.callerName.orValue('…')`",
    "call.caller": "write `caller`", "call.name": "write `call.callerName.orValue('…')`",
    "call.duration": "only `callEnded` has it: `call.ended.duration`",
  ]
  private static let settings =
    "what the environment gives is declared under `settings:`, and read "
    + "as `settings.name`"
  private static let variable = "a variable or a parameter is read by its name alone"
  static let result = "what a step found is read by the step's `id`: `id.outcome`"
  private static let none =
    "`.hasValue()` asks whether a value is there, and `has(…)` whether a field is"
  private static let number =
    "who called is `caller`: `caller.rawId`, or "
    + "`caller.?number.orValue('…')` for a number"
  /// For the keys of steps where they mean something else than elsewhere.
  static let keysOfStep: [String: [String: String]] = [
    "http": [
      "url": "get", "uri": "get", "data": "body", "json": "body", "params": "query",
      "bodyParameters": "body", "jsonBody": "body", "payload": "body", "queryParameters": "query",
    ],
    "play": ["say": "prompt", "speak": "prompt", "file": "prompt"],
    "addAgent": invitation, "addParticipant": invitation,
    "log": ["message": "text", "msg": "text", "severity": "level"],
    "run": [
      "args": "with", "arguments": "with", "params": "with", "parameters": "with", "inputs": "with",
      "input": "with",
    ],
    "sensitive": ["steps": "do", "then": "do"],
    "repeat": [
      "steps": "do", "then": "do", "sequence": "do", "count": "times", "max": "times",
    ],
    "takeMessage": ["maxDuration": "max", "maxLength": "max", "finishOnKey": "stop"],
    "switch": [
      "branches": "cases", "when": "cases", "otherwise": "default", "else": "default",
    ],
    "join": ["roomId": "room", "groupId": "groupCall", "serverCallId": "serverCall"],
  ]
  private static let invitation: [String: String] = [
    "ring": "timeout", "ringTime": "timeout", "ringTimeout": "timeout", "holdMusic": "music",
    "waitUrl": "music", "agent": "to", "agents": "to", "user": "to", "users": "to",
  ]
  /// Keys beside a step that say what comes of it; an outcome each.
  static let handlerKeys: [String: String] = [
    "onFailed": "failed", "onFailure": "failed", "onError": "failed", "on_error": "failed",
    "catch": "failed", "else": "failed", "otherwise": "failed", "fallback": "failed",
    "onBusy": "busy", "onNoAnswer": "noAnswer", "onTimeout": "timeout", "onDone": "done",
    "onSuccess": "done",
  ]
  /// Keys beside a step that say that a failure of it changes nothing.
  static let ignoringKeys: Set<String> = [
    "continue-on-error", "continueOnError", "continue_on_error", "continueOnFail",
    "ignoreErrors", "ignore_errors", "ignoreError",
  ]
  /// For outcomes.
  static let outcomes: [String: String] = [
    "error": "failed", "default": "failed", "failure": "failed", "catch": "failed",
    "else": "failed", "otherwise": "failed", "timeout": "noInput", "silence": "noInput",
    "invalid": "noMatch", "success": "done", "ok": "done", "next": "done", "completed": "done",
    "noanswer": "noAnswer", "rejected": "declined", "unanswered": "noAnswer",
    "*": "failed", "any": "failed", "no-match": "noMatch", "nomatch": "noMatch",
    "no-answer": "noAnswer",
    "NoInput": "noInput", "NoMatchingCondition": "noMatch", "InputTimeLimitExceeded": "noInput",
    "DefaultAction": "failed", "Error": "failed", "fail": "failed", "busyline": "busy",
  ]
}
