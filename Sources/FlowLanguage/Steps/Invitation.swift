import CEL
package import CallModel
import Diagnostics

/// What `addAgent` and `addParticipant` have in common: whom to ring, how, and for how long.
package struct Invitation: Sendable {
  /// In which order several are rung.
  package enum Strategy: String, Sendable, CaseIterable {
    /// One after another, as they are listed.
    case inOrder
    /// All at once.
    case all
    /// One after another, in an order of each call's own.
    case random
  }

  /// Who is rung, in order.
  package let to: [FieldValue<Party>]
  /// In which order they are rung.
  package let strategy: FieldValue<Strategy>
  /// How long each rings.
  package let timeout: FieldValue<Milliseconds>
  /// What the caller hears meanwhile, repeated.
  package let music: [PromptReference]
  /// What is done now and then meanwhile.
  package let meanwhile: Meanwhile?
  /// What whoever answers has to confirm; nil where they need not.
  package let confirmation: Confirmation?
  /// The number shown to whom is rung.
  package let callerID: FieldValue<Party>?
  /// What whoever is rung is told.
  package let context: CallContextFields?

  init(from fields: inout FieldReader, action: PartyAction) {
    to = fields.required(
      "to",
      .parties(action),
      "Who is rung: a party or a list, which data may give; who is in the call is left out.",
      at: .main
    )
    strategy =
      fields.optional(
        "strategy",
        .word(Strategy.self),
        "`inOrder`, one after another; `random`, one after another in any order; or `all` at once."
      )
      ?? .literal(.inOrder)
    timeout =
      fields.optional(
        "timeout",
        .duration(.seconds(1)...(.seconds(180))),
        "How long each rings, 1s to 180s; 60s if left out."
      ) ?? .literal(.seconds(60))
    music =
      fields.optional("music", .prompts, "What the caller hears meanwhile, repeated.") ?? []
    fields.needsCaller(for: "music")
    meanwhile = fields.meanwhile()
    confirmation = fields.confirmation()
    callerID = fields.optional(
      "callerId",
      .callerID,
      "The number shown to whom is rung; only in `callAutomation`."
    )
    context = fields.optional("context", .callContext, "What whoever is rung is told.")

    fields.waits()
    // Music is a prompt: as text it needs a voice and the AI endpoint.
    fields.says(music)
    fields.bringsParty()
    fields.tells(to, context)
    fields.reads(as: "rings", "ringing", .field("to"))
    fields.outcome(.done, "Somebody was brought in.", OutcomeEffect(company: .together))
    fields.outcome(.declined, "The last who was rung said no, or did not confirm.")
    fields.outcome(.busy, "The last who was rung is on another call.")
    fields.outcome(.noAnswer, "The last who was rung did not answer in time.")
    fields.outcome(.failed, "Nobody could be brought in.")
    fields.output(
      "party",
      fields.partyType(of: to, for: action),
      [.done],
      "Who was brought in."
    )
    fields.output("tried", .int, [], "How many were rung.")
  }
}

/// What whoever is reached is told.
package struct CallContextFields: Sendable {
  /// The headers, in the order written.
  package let headers: [Header]
  /// What the call is about, which a Teams client shows; nil for nothing.
  package let topic: Template?
  /// The page that a Teams client opens; nil for none.
  package let screenPop: Template?
  /// The record of another system by which the caller is known; nil for none.
  package let recordID: Template?

  /// A header.
  package struct Header: Sendable {
    /// Its name.
    package let name: String
    /// Where the name stands.
    let nameSpan: Span
    /// Its value.
    package let value: Template
  }
}
