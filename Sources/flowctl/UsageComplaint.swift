import ArgumentParser
import Diagnostics

/// What is wrong with the arguments, in one line with where to read on.
///
/// The parser's own text has several: what is wrong, values or the option's help, the usage, and the
/// command whose help to read.
func usageComplaint(_ parserText: String) -> String {
  let lines = parserText.split(separator: "\n").map(String.init)
  let end = lines.firstIndex { $0.hasPrefix("Help:") || $0.hasPrefix("Usage:") } ?? lines.count
  let command = lines.last.flatMap(namedCommand) ?? "flowctl"
  let wrong = lines[..<end].joined(separator: "\n")
  let said =
    missingCommand(in: wrong, of: command)
    ?? sentence(wrong, help: help(in: lines)) + dashAdvice(wrong, CommandLine.arguments)
  return pointing(said, to: command)
}

private func pointing(_ complaint: String, to command: String) -> String {
  complaint + (complaint.hasSuffix("?") ? " See" : "; see") + " `\(command) --help`"
}

/// That `flowctl help WORD` names no command, of which the parser says nothing; nil where it does.
func helpComplaint(_ arguments: [String]) -> String? {
  var words = arguments.dropFirst().prefix { !$0.hasPrefix("-") }
  guard words.popFirst() == "help" else { return nil }
  var command = "flowctl"
  for word in words {
    guard commandNames(below: command).contains(word) || word == "help" else {
      return pointing(commandComplaint(word, of: command), to: command)
    }
    command += " \(word)"
  }
  return nil
}

/// The command whose help a line says to read.
///
/// Such as `  See 'flowctl validate --help' for more information.`
private func namedCommand(_ line: String) -> String? {
  let parts = line.split(separator: "'")
  guard parts.count == 3, parts[1].hasSuffix(" --help") else { return nil }
  return String(parts[1].dropLast(" --help".count))
}

/// What the option or argument is for, where the parser does not say which values it has.
private func help(in lines: [String]) -> String? {
  lines.first { $0.hasPrefix("Help:") }
    .flatMap { $0.split(separator: ">", maxSplits: 1).last }
    .map { $0.drop { $0 == " " || $0 == "." } }
    .map { lowercasingFirst($0.hasSuffix(".") ? $0.dropLast() : $0) }
}

private func sentence(_ wrong: String, help: String?) -> String {
  var text = wrong.replacing("Error: ", with: "")
    .replacing(" Please provide one of the following:\n  - ", with: " It is one of ")
    .replacing(" Please provide one of ", with: " It is one of ")
    .replacing("\n  - ", with: ", ")
    .replacing(/\.\nPlease use .+ with one of:\n +/, with: ". It is one of ")
  let hasValues = text.contains(". It is one of ")
  text = text.replacing(". It is one of ", with: ": it is one of ")
    .replacing(". Did you mean ", with: "; did you mean ")
  if text.hasSuffix(".") { text.removeLast() }
  text = lowercasingFirst(text[...])
  guard !hasValues, let help else { return text }
  return "\(text) (\(help))"
}

/// A sentence as a part of one; what begins with an abbreviation stays.
private func lowercasingFirst(_ text: Substring) -> String {
  let second = text.dropFirst().first
  return second?.isUppercase == true ? String(text) : text.prefix(1).lowercased() + text.dropFirst()
}

/// What to do where an argument was taken for an option that there is not, such as `-5`.
private func dashAdvice(_ wrong: String, _ arguments: [String]) -> String {
  let dashed = arguments.first { $0.hasPrefix("-") && $0.dropFirst().first?.isLetter == false }
  guard wrong.contains("Missing expected argument"), let dashed, !dashed.hasPrefix("--") else {
    return ""
  }
  return "; what begins with `-` stands behind `--`: `-- \(dashed)`"
}

/// That there is no such command, where the parser takes its name for an argument too many.
private func missingCommand(in wrong: String, of command: String) -> String? {
  let parts = wrong.split(separator: "'")
  let isOne = wrong.hasPrefix("Error: Unexpected argument '")
  let isMore = wrong.contains(/^Error: \d+ unexpected arguments: '/)
  guard isOne || isMore, parts.count > 1 else { return nil }
  guard !commandNames(below: command).isEmpty else { return nil }
  return commandComplaint(String(parts[1]), of: command)
}

private func commandComplaint(_ word: String, of command: String) -> String {
  let guess = nearestName(to: word, among: commandNames(below: command))
    .map { "; did you mean `\($0)`?" }
  return "`\(command)` has no command `\(word)`\(guess ?? "")"
}

private func commandNames(below command: String) -> [String] {
  var commands: [any ParsableCommand.Type] = [Flowctl.self]
  for word in command.split(separator: " ") {
    guard let next = commands.first(where: { $0.configuration.commandName == String(word) }) else {
      return []
    }
    commands = next.configuration.subcommands
  }
  return commands.compactMap { $0.configuration.commandName }
}
