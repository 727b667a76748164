internal import CallAutomation
package import CallEmulator
package import CallModel
internal import JSON

/// What a phone is told of its line: a message of its socket.
package enum PhoneNews: Hashable, Sendable {
  /// The phone is known.
  case ready
  /// The phone, or what it asked for, is not taken; a sentence says why.
  case refused(String)
  /// It has placed a call of that number.
  case calling(call: Int)
  /// It rings, and who the caller of that call is.
  case rings(Summons, caller: Identifier)
  /// It does not ring any more.
  case ringsNoMore
  /// It is in a call, of the app's leg with that id.
  case connected(CallConnectionID?)
  /// Words, or a file by its address, begin to sound in it; what is played in a loop is told once.
  case hears(String, isFile: Bool, locale: String?, isLoop: Bool)
  /// Somebody else in the call says something.
  case says(Identifier, String)
  /// What the flow listens to of this party now, and the number of the question that is put to them,
  /// to tell one from the next. It is told after each thing that the phone does, too.
  case listens(keys: Bool, words: Bool, question: Int?)
  /// Somebody is in the call from now on.
  case joined(Identifier)
  /// Somebody is in it no longer.
  case left(Identifier)
  /// The call is over for this phone: how, where the call itself has ended.
  case over(CallEnding?)
  /// A transfer has reached this phone: from now on no flow has part in the call.
  case tookTransfer
}

extension PhoneNews {
  /// The message.
  package var message: [UInt8] { json.bytes() }

  private var json: JSONValue {
    switch self {
    case .ready: ["news": "ready"]
    case .refused(let reason): ["news": "refused", "reason": .string(reason)]
    case .calling(let call): ["news": "calling", "call": .integer(call)]
    case .rings(let summons, let caller):
      ["news": "rings", "summons": .string(summons.rawValue), "caller": .string(caller.rawID)]
    case .ringsNoMore: ["news": "ringsNoMore"]
    case .connected(let id):
      .members(["news": "connected", "callConnectionId": id.map { .string($0.rawValue) }])
    case .hears(let words, let isFile, let locale, let isLoop):
      .members([
        "news": "hears", "words": .string(words), "file": .bool(isFile),
        "locale": locale.map(JSONValue.string), "loop": .bool(isLoop),
      ])
    case .says(let party, let text):
      ["news": "says", "party": .string(party.rawID), "text": .string(text)]
    case .listens(let keys, let words, let question):
      .members([
        "news": "listens", "keys": .bool(keys), "words": .bool(words),
        "question": question.map(JSONValue.integer),
      ])
    case .joined(let party): ["news": "joined", "party": .string(party.rawID)]
    case .left(let party): ["news": "left", "party": .string(party.rawID)]
    case .over(let ending):
      .members(["news": "over", "ending": ending.map { .string($0.rawValue) }])
    case .tookTransfer: ["news": "tookTransfer"]
    }
  }

  /// Reads a message; nil for one that this version does not know.
  package init?(message: [UInt8]) {
    let document = Result { () throws(JSONFailure) in try parseJSON(message, limits: .webhook) }
    guard case .success(let json) = document, let name = json["news"]?.text else { return nil }
    func party(_ member: String) -> Identifier? { json[member]?.text.map(Identifier.init(rawID:)) }
    switch name {
    case "ready": self = .ready
    case "refused": self = .refused(json["reason"]?.text ?? "")
    case "calling":
      guard let call = json["call"]?.wholeNumber else { return nil }
      self = .calling(call: call)
    case "rings":
      guard let summons = json["summons"]?.text.flatMap(Summons.init), let caller = party("caller")
      else { return nil }
      self = .rings(summons, caller: caller)
    case "ringsNoMore": self = .ringsNoMore
    case "connected": self = .connected(json["callConnectionId"]?.text.map { CallConnectionID($0) })
    case "hears":
      guard let words = json["words"]?.text else { return nil }
      self = .hears(
        words,
        isFile: json["file"]?.boolean ?? false,
        locale: json["locale"]?.text,
        isLoop: json["loop"]?.boolean ?? false
      )
    case "says":
      guard let speaker = party("party"), let text = json["text"]?.text else { return nil }
      self = .says(speaker, text)
    case "listens":
      self = .listens(
        keys: json["keys"]?.boolean ?? false,
        words: json["words"]?.boolean ?? false,
        question: json["question"]?.wholeNumber
      )
    case "joined":
      guard let other = party("party") else { return nil }
      self = .joined(other)
    case "left":
      guard let other = party("party") else { return nil }
      self = .left(other)
    case "over": self = .over(json["ending"]?.text.flatMap(CallEnding.init))
    case "tookTransfer": self = .tookTransfer
    default: return nil
    }
  }
}
