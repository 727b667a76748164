import ArgumentParser
import CEL
import CallAutomation
import CallDispatch
import Diagnostics
import FlowLanguage
import FlowRuntime
import Foundation
internal import JSON

/// `flowctl eval`: tries an expression.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluate a CEL expression, as conditions and texts of flows are written in.",
    discussion: """
      The context is a JSON object: each of its members is a variable. Prints the value, its type \
      and its cost; with --type only the type, without evaluating.
      """
  )

  @Argument(help: "The expression; `-` for standard input.")
  var expression: String

  @Option(help: "A file with a JSON object of variables.", completion: .file())
  var context: String?

  @Flag(help: "Print the expression's type only.")
  var type = false

  func run() throws {
    let variables = try contextVariables()
    var environment = CELEnvironment()
    environment.timeZones = CELTimeZones(rules: SystemZones())
    for (name, value) in variables {
      environment.declare(variable: name, type: value.staticType)
    }
    var files = SourceFiles()
    let file = files.add(name: "expression", text: try text())
    let source = SourceFragment(verbatim: file.text, span: file.span)
    let (compiled, findings) = compileCEL(source, in: environment)
    if !findings.isEmpty { complain(renderedFindings(findings, files: files)) }
    guard let compiled, !findings.hasErrors else { throw ExitCode(1) }
    if type { return print(compiled.type) }
    try evaluate(compiled, variables, files)
  }

  private func evaluate(
    _ compiled: CELExpression,
    _ variables: [String: CELValue],
    _ files: SourceFiles
  ) throws {
    do {
      let (value, cost) = try compiled.evaluateMetered { variables[$0.name] }
      print(JSONValue(value).text(in: .sorted))
      print("type: \(compiled.type)")
      print("cost: \(cost), at most \(compiled.estimatedCost)")
    } catch {
      let finding = Diagnostic(.malformedValue, error.message, at: error.span)
      complain(renderedFindings([finding], files: files))
      throw ExitCode(1)
    }
  }

  private func text() throws -> String {
    guard expression == "-" else { return expression }
    let text = String(decoding: try standardInput(), as: UTF8.self)
    return text.trimmingCharacters(in: .newlines)
  }

  private func contextVariables() throws -> [String: CELValue] {
    guard let context else { return [:] }
    do {
      guard case .map(let map) = try parseJSON(contents(of: context), limits: .webhook).celValue
      else {
        throw Complaint("`\(context)` holds no JSON object")
      }
      return map.entries.reduce(into: [:]) { variables, entry in
        if case .string(let name) = entry.key { variables[name] = entry.value }
      }
    } catch let failure as JSONFailure {
      throw Complaint("`\(context)` is not JSON: \(failure)")
    }
  }
}
