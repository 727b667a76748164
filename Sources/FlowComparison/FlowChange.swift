/// Something that is another in one version of a flow than in an earlier one.
package struct FlowChange: Hashable, Sendable {
  /// The flow.
  package let flow: String
  /// Where in it: a block, or a key of the flow; nil for the flow as a whole.
  package let place: String?
  /// What callers, operators or other flows notice, in words.
  package let text: String
  /// Whether others relied on what is gone: flows that run this one, systems that post signals,
  /// operators, environments, lines.
  package let isBreaking: Bool

  /// Makes a change.
  package init(flow: String, place: String?, text: String, isBreaking: Bool = false) {
    self.flow = flow
    self.place = place
    self.text = text
    self.isBreaking = isBreaking
  }
}
