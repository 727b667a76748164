import Foundation

/// The first line that a page shows and a program does not print there; nil where it prints all of them.
///
/// A line `…` of the page stands for any lines; without one, each line follows on the one before.
func firstUnprinted<Shown: Collection, Printed: Collection>(
  of shown: Shown,
  in printed: Printed
) -> String? where Shown.Element: StringProtocol, Printed.Element: StringProtocol {
  var rest = printed[...]
  var isAnywhere = false
  for line in shown {
    if line == "…" {
      isAnywhere = true
      continue
    }
    let place =
      isAnywhere
      ? rest.firstIndex { $0 == line }
      : rest.first.map { $0 == line } ?? false ? rest.startIndex : nil
    guard let place else { return String(line) }
    rest = rest[rest.index(after: place)...]
    isAnywhere = false
  }
  return nil
}

/// A command of a page, with what is shown below it.
struct ShownCommand {
  /// As it is typed.
  let line: String
  let lines: [String]
}

/// The commands of a page's consoles, in their order.
func shownCommands(of page: String) -> [ShownCommand] {
  page.components(separatedBy: "```console\n").dropFirst().flatMap { fence in
    let body = fence.components(separatedBy: "\n```")[0]
    return ("\n" + body).components(separatedBy: "\n$ ").dropFirst().map { part in
      let lines = part.components(separatedBy: "\n")
      return ShownCommand(line: lines[0], lines: Array(lines.dropFirst()))
    }
  }
}
