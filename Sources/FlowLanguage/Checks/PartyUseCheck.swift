import Diagnostics

/// Findings about parties that a step brings in, named where they may not be in the call: the step
/// may not have run, or may have failed (SEMANTICS.md, rule 34).
func partyFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.read.uses.compactMap { use -> Diagnostic? in
    // Of a name that is declared twice nobody knows which step is meant.
    guard use.kind == .stepID, !flow.read.names.refused.contains(use.name),
      case .step(let number) = use.site,
      let state = flow.known[number].inner, !state.call.isUncertain,
      let row = flow.results.rowOfID[use.name],
      let declared = flow.read.names.stepIDs[use.name],
      declared.keyword?.shape.bringsParty == true
    else { return nil }
    // Everything but success: only then is there somebody.
    let others = state.results[row].subtracting(flow.results.rows[row].set(of: Outcome.done.name))
    guard !others.isEmpty else { return nil }
    return Diagnostic(
      .unsetResult,
      "`\(use.name)` may not be in the call here",
      at: use.span,
      related: [
        Diagnostic.Label(
          declared.span,
          others == .unset
            ? "this step may not have run"
            : others.contains(.unset)
              ? "this step may not have run, or may have failed" : "this step may have failed"
        )
      ],
      help: "name it only on ways on which that step succeeded, "
        + "or guard this step with `when` on its outcome"
    )
  }
}
