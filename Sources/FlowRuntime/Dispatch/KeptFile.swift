package import CallModel

/// A file of a recording that is to be kept somewhere else than where the service has it.
package struct KeptFile: Hashable, Sendable {
  /// Where it goes.
  package enum Target: Hashable, Sendable {
    /// A folder below the one for recordings.
    case folder(String)
    /// Below a URL, with its secrets filled in: never to be stored or logged.
    case url(String, publicHostsOnly: Bool)
  }

  /// Where it is fetched from, and deleted.
  package let file: RecordingFile
  /// What it is called where it goes.
  package let name: String
  /// Where it goes.
  package let target: Target
  /// Whether it is deleted once it is kept.
  package let deletes: Bool

  /// Names a file and where it goes.
  package init(_ file: RecordingFile, name: String, target: Target, deletes: Bool) {
    self.file = file
    self.name = name
    self.target = target
    self.deletes = deletes
  }
}

/// What came of one try to keep a file.
package enum KeepingResult: Hashable, Sendable {
  /// It is kept, and deleted where that was asked.
  case kept
  /// Not now; why is for people.
  case later(String)
  /// Not now or later; why is for people.
  case never(String)

  /// What came, for people, without secrets.
  func summary(_ scrubber: Scrubber) -> String {
    switch self {
    case .kept: "kept"
    case .later(let reason): "not yet: \(scrubber.scrub(reason))"
    case .never(let reason): "not kept: \(scrubber.scrub(reason))"
    }
  }
}
