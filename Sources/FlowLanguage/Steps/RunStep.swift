/// Runs a block, or another flow, and comes back.
package struct RunStep: StepKind {
  package static let summary =
    "Runs a block or another flow, and goes on with the next step when it comes back."
  package static let phase = PhaseRequirement.any

  /// What is run.
  package enum Target: Sendable {
    /// A block of the flow.
    case block(String)
    /// Another flow of the project, with the values of its parameters.
    case flow(FlowCall)
  }

  /// What is run.
  package let target: Target

  package init(from fields: inout FieldReader) {
    let block = fields.optional("block", .block, "The block.", at: .main)
    let flow = fields.flowCall(
      "Another flow of the project, instead of a block.",
      with: "The values of its parameters, by name.",
      or: "block"
    )
    fields.exactlyOne(of: ["block", "flow"])
    fields.reads(as: "runs", "running", .anyField(preferring: "flow"))
    target = flow.map(Target.flow) ?? .block(block?.name ?? "")

    switch target {
    case .block(let name): fields.encloses(.block(name))
    case .flow(let call): fields.runsFlow(call)
    }
    fields.outcome(.done, "The block came to its end, or to `return`; the flow came back.")
    fields.outcome(
      .failed,
      "Of a flow: a step of it failed and neither the step nor the flow handles that.",
      isPossible: flow != nil
    )
  }
}
