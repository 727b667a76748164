package import Diagnostics
import FlowSyntax

/// A block as a step names it.
package struct BlockName: Hashable, Sendable {
  /// Its name.
  package let name: String
  /// Where the name stands.
  package let span: Span
}

extension FieldType where Value == BlockName {
  /// A block's name.
  package static var block: Self {
    Self(shape: .block, placeholder: BlockName(name: "", span: .none)) { node, values in
      // `goto: [main]`, as a list of steps would stand there.
      if let items = node.items, items.count == 1, let only = items[0].scalar, !only.isAbsent {
        values.nodes.reportWrongShape(node, "a block's name", help: "write `\(only.text)`")
        return BlockName(name: values.block(only), span: only.span)
      }
      guard let scalar = values.nodes.scalar(node, "a block's name") else { return nil }
      return BlockName(name: values.block(scalar), span: scalar.span)
    }
  }
}

extension FieldType where Value == Handler {
  /// What a handler can be; the field's name is the last part of its steps' path.
  package static func handler(_ name: String) -> Self {
    Self(
      holdingSteps: .handler,
      placeholder: .missing,
      readSteps: { node, steps in steps.handler(node, under: name) }
    )
  }
}

extension FieldType where Value == StepList {
  /// A list of steps; the field's name is the last part of its path.
  package static func steps(_ name: String) -> Self {
    Self(
      holdingSteps: .steps,
      placeholder: StepList(path: .block(""), steps: [], span: .none),
      readSteps: { node, steps in
        steps.path.flatMap { steps.stepList(node, path: $0.list(under: name)) }
      }
    )
  }
}

extension FieldType where Value == [SwitchStep.Case] {
  /// What is done for each value.
  package static var cases: Self {
    Self(
      holdingSteps: .mapping(.handler),
      placeholder: [],
      readSteps: { node, steps in
        let entries = steps.nodes.namedEntries(
          node,
          "handlers by value",
          atMost: FlowLimits.namedWays
        )
        return entries?.map { entry in
          SwitchStep.Case(
            text: entry.key.text,
            span: entry.key.span,
            handler: steps.handler(entry.value, under: "cases", entry: entry.key.text)
          )
        }
      }
    )
  }
}
