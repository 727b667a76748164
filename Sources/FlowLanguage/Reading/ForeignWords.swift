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
  ]
  /// For the keys of steps.
  static let keys: [String: String] = [
    "otherwise": "else", "name": "id",
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
  ]
}
