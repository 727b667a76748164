package import CallModel

/// What an emulated service is set up with.
package struct EmulatorConfiguration: Sendable {
  /// The key requests have to be signed with; nil where they come from this process and need no
  /// proof.
  package var accessKey: [UInt8]? = EmulatorConfiguration.developmentKey
  /// Why an access token lets nobody in at that time, or nil where it does; in place of a signature.
  package var refusalOfToken: @Sendable (String, Timestamp) -> String? = { _, _ in
    "there is nobody who gives tokens"
  }
  /// The immutable id of the resource, for which the tokens of callbacks are.
  package var resourceID = EmulatorConfiguration.developmentResourceID
  /// Where Event Grid posts incoming calls, usually `…/api/incomingCall`.
  package var eventGridURL: String
  /// The schema Event Grid posts in.
  package var eventGridSchema = EventGridSchema.eventGrid
  /// Who is called where a script does not say it: a Teams resource account.
  package var defaultCallee = Identifier(rawID: "28:orgid:cc123456-5678-5678-1234-ccc123456789")
  /// How many times faster than a clock everything within a call goes; at least 1.
  package var speed = 1
  /// The participants of one page of their list.
  package var participantsPerPage = 100
  /// How many calls that are over are remembered, and how many files of recordings.
  package var keptCalls = 1_000
  /// How many answers are remembered for requests that are repeated.
  package var keptAnswers = 10_000
  /// How many assignments of resource accounts and agents are remembered.
  package var keptAssignments = 1_000
  /// Whether there is an account for `takeTraces`; nothing is put into words where nobody reads it.
  package var keepsTraces = true
  /// How many lines of the account wait for somebody who takes them.
  package var keptTraces = 10_000
  /// What goes wrong, and how often.
  package var faults = ServiceFaults()
  /// Decides every id that is drawn, and what goes wrong; the same seed and the same inputs give the same bytes.
  package var seed: UInt64 = 1

  /// Makes a configuration with the development key and default values.
  package init(eventGridURL: String) {
    self.eventGridURL = eventGridURL
  }

  /// The key of every emulator that is not given another: the bytes 0 to 31.
  ///
  /// In base64 `AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=`. It protects nothing.
  package static let developmentKey = [UInt8](0...31)

  /// The resource of every emulator that is not given another.
  package static let developmentResourceID = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111"
}

/// The two schemas Event Grid can post in (FACTS.md (d)).
package enum EventGridSchema: String, Sendable, CaseIterable {
  /// Event Grid's own: an array of events.
  case eventGrid
  /// CloudEvents 1.0: one event a request.
  case cloudEvents
}
