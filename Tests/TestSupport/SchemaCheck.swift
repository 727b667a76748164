package import Foundation

/// Checks a document against the keywords of JSON Schema that our own schemas use.
package struct SchemaCheck {
  private let schema: NSDictionary

  /// Takes a schema.
  package init(schema: NSDictionary) {
    self.schema = schema
  }

  /// What of a document is not as the schema says.
  package func problems(of document: Any) -> [String] {
    problems(document, schema, at: "$")
  }

  private func problems(_ value: Any, _ rule: NSDictionary, at path: String) -> [String] {
    if let reference = rule["$ref"] as? String {
      let target = reference.split(separator: "/").dropFirst().reduce(schema as Any) {
        ($0 as? NSDictionary)?[String($1)] ?? NSNull()
      }
      guard let target = target as? NSDictionary else { return ["\(path): no \(reference)"] }
      return problems(value, target, at: path)
    }
    var result = typeProblems(value, rule, at: path)
    if let object = value as? NSDictionary { result += memberProblems(object, rule, at: path) }
    if let list = value as? [Any], let items = rule["items"] as? NSDictionary {
      result += list.enumerated().flatMap { problems($1, items, at: "\(path)[\($0)]") }
    }
    return result
  }

  private func typeProblems(_ value: Any, _ rule: NSDictionary, at path: String) -> [String] {
    var result: [String] = []
    let types = rule["type"] as? [String] ?? (rule["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { isType(value, $0) }) {
      result.append("\(path): not \(types)")
    }
    if let constant = rule["const"] as? NSObject, constant != value as? NSObject {
      result.append("\(path): not \(constant)")
    }
    if let choices = rule["enum"] as? [String], !choices.contains(value as? String ?? "") {
      result.append("\(path): none of \(choices)")
    }
    if let minimum = rule["minimum"] as? Int, let number = value as? Int, number < minimum {
      result.append("\(path): less than \(minimum)")
    }
    if let pattern = rule["pattern"] as? String, let text = value as? String,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      result.append("\(path): not like \(pattern)")
    }
    return result
  }

  private func isType(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is NSDictionary
    case "array": value is [Any]
    case "string": value is String
    case "integer": value is Int
    case "boolean": value is Bool
    case "null": value is NSNull
    default: false
    }
  }

  private func memberProblems(
    _ object: NSDictionary,
    _ rule: NSDictionary,
    at path: String
  ) -> [String] {
    let properties = rule["properties"] as? [String: NSDictionary] ?? [:]
    let keys = object.allKeys.compactMap { $0 as? String }
    let missing = (rule["required"] as? [String] ?? []).filter { !keys.contains($0) }
    let unknown =
      rule["additionalProperties"] as? Bool == false
      ? keys.filter { properties[$0] == nil } : []
    let inner = keys.flatMap { key -> [String] in
      guard let value = object[key], let rule = properties[key] else { return [] }
      return problems(value, rule, at: "\(path).\(key)")
    }
    return missing.map { "\(path): no \($0)" } + unknown.map { "\(path): unknown \($0)" } + inner
  }
}
