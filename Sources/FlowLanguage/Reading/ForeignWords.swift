/// Words that other languages of call flows, and programming languages, have for what this one
/// names otherwise; an author who comes from there writes them, and no spelling is near.
enum ForeignWords {
  /// Of Studio, Connect, TwiML and the service's own REST, for steps.
  static let steps: [String: String] = [
    "say": "play", "speak": "play", "tts": "play", "announce": "play", "playPrompt": "play",
    "playAudio": "play", "gather": "recognize", "getInput": "recognize", "menu": "recognize",
    "collect": "recognize", "listen": "recognize", "getCustomerInput": "recognize",
    "connect": "transfer", "forward": "transfer", "deflect": "redirect", "transferCall": "transfer",
    "disconnect": "hangUp", "terminate": "hangUp", "exit": "end", "dropOff": "leave", "stop": "end",
    "pause": "wait", "sleep": "wait", "delay": "wait", "request": "http", "webhook": "http",
    "fetch": "http", "httpRequest": "http", "invoke": "http", "split": "switch",
    "branch": "switch", "check": "if", "assign": "set", "setVariable": "set", "jump": "goto",
    "next": "goto", "invite": "addParticipant", "addUser": "addAgent", "print": "log",
    "sendDigits": "sendTones", "sendDtmf": "sendTones", "dtmf": "sendTones", "press": "sendTones",
    "resume": "unhold", "retrieve": "unhold", "park": "hold", "kick": "removeParticipant",
    "remove": "removeParticipant", "eject": "removeParticipant",
    "Say": "play", "Play": "play", "Gather": "recognize", "Dial": "transfer", "Hangup": "hangUp",
    "Record": "record", "Pause": "wait", "Redirect": "goto", "Reject": "reject",
    "MessageParticipant": "play", "GetParticipantInput": "recognize",
    "DisconnectParticipant": "hangUp", "TransferContactToQueue": "transfer",
    "InvokeLambdaFunction": "http", "UpdateContactAttributes": "set", "Compare": "switch",
    "CheckHoursOfOperation": "if", "Wait": "wait", "say-play": "play",
    "gather-input-on-call": "recognize", "connect-call-to": "transfer", "split-based-on": "switch",
    "set-variables": "set", "make-http-request": "http", "record-call": "record",
    "while": "repeat", "for": "repeat", "foreach": "repeat", "loop": "repeat", "until": "repeat",
    "return_to": "return", "call": "dial", "makeCall": "dial", "bridge": "transfer",
    "prompt": "play", "input": "recognize", "case": "switch", "function": "run",
    "subflow": "run", "execute": "run", "include": "run", "let": "set", "echo": "log",
    "console.log": "log", "curl": "http", "api": "http",
  ]
  /// For the keys of a flow.
  static let flowKeys: [String: String] = [
    "steps": "blocks", "states": "blocks", "nodes": "blocks", "tasks": "blocks",
    "stages": "blocks", "sections": "blocks", "actions": "blocks", "modules": "blocks",
    "name": "flow", "id": "flow", "entry": "start", "initial": "start", "startAt": "start",
    "vars": "variables", "context": "variables", "inputs": "parameters", "args": "parameters",
    "env": "settings", "config": "settings", "messages": "prompts", "texts": "prompts",
    "say": "prompts", "schedule": "hours", "openingHours": "hours", "contacts": "identities",
    "numbers": "identities", "people": "identities", "language": "locale", "timeout": "maxDuration",
    "handlers": "on", "onError": "on", "switches": "flags", "toggles": "flags",
    "featureFlags": "flags",
  ]
  /// What is written instead of keys of steps that have no other word here.
  static let keyAdvice: [String: String] = [
    "elif": elseIf, "elseif": elseIf, "elsif": elseIf, "elseIf": elseIf, "else if": elseIf,
    "unless": "`when` says the opposite: write `when: !(…)`",
  ]
  private static let elseIf = "the next condition stands in a list: `else: [{ if: …, then: … }]`"
  /// For the keys of steps.
  static let keys: [String: String] = [
    "otherwise": "else", "default": "else", "name": "id", "do": "then",
    "onFailure": "on", "catch": "on", "media": "prompt", "url": "prompt", "audio": "prompt",
    "seconds": "timeout", "duration": "timeout", "max": "times", "count": "times",
    "condition": "when", "onError": "on", "handlers": "on", "message": "prompt", "text": "prompt",
    "options": "choices", "digits": "tones", "maxDigits": "tones", "target": "to",
    "number": "to", "attempts": "retries", "language": "locale",
  ]
  /// For outcomes.
  static let outcomes: [String: String] = [
    "error": "failed", "default": "failed", "failure": "failed", "catch": "failed",
    "else": "failed", "otherwise": "failed", "timeout": "noInput", "silence": "noInput",
    "invalid": "noMatch", "success": "done", "ok": "done", "next": "done", "completed": "done",
    "noanswer": "noAnswer", "rejected": "declined", "unanswered": "noAnswer",
    "no-match": "noMatch", "nomatch": "noMatch", "no-answer": "noAnswer",
    "NoInput": "noInput", "NoMatchingCondition": "noMatch", "InputTimeLimitExceeded": "noInput",
    "DefaultAction": "failed", "Error": "failed", "fail": "failed", "busyline": "busy",
  ]
}
