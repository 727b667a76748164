package import CallModel
package import Diagnostics
package import FlowSyntax

/// Reads a party that is declared outside of a flow as a flow's identities are: `{ rawId: … }`, or a
/// kind with its parts; nil, with findings, for what is none.
package func readParty(
  _ node: SyntaxNode,
  isComplete: Bool
) -> (party: Identifier?, findings: [Diagnostic]) {
  let reader = NodeReader(isComplete: isComplete)
  let party = reader.identityParts(node)
  return (party, reader.findings)
}
