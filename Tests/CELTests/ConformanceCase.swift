import Foundation

@testable import CEL

/// One case of the conformance suite, as its file has it.
struct ConformanceCase {
  enum Expectation {
    case value(CELValue)
    case type(CELType, CELValue?)
    case failure
  }

  let id: String
  let needs: String
  let source: String
  let isChecked: Bool
  let isOnlyChecked: Bool
  let environment: CELEnvironment
  let bindings: [String: CELValue]
  let expectation: Expectation

  /// Reads a line of the file; nil for a case that needs protobuf.
  init?(_ line: Data, _ zones: CELTimeZones) throws {
    let object = try JSON(JSONSerialization.jsonObject(with: line))
    needs = try object["needs"].string
    guard needs != "proto" else { return nil }
    id = try object["id"].string
    source = try object["expr"].string
    isChecked = try !object["disable_check"].bool
    isOnlyChecked = try object["check_only"].bool
    environment = try Self.environment(object, zones)
    var bindings: [String: CELValue] = [:]
    for (name, value) in try object["bindings"].optionalObject { bindings[name] = try value.value }
    self.bindings = bindings
    expectation = try Self.expectation(object)
  }

  private static func environment(_ object: JSON, _ zones: CELTimeZones) throws -> CELEnvironment {
    var environment = CELEnvironment()
    environment.timeZones = zones
    environment.container = try object["container"].optionalString ?? ""
    for declaration in try object["typeEnv"].optionalArray {
      let name = try declaration["name"].string
      if try declaration["kind"].string == "variable" {
        environment.declare(variable: name, type: try declaration["type"].type)
      } else {
        environment.declare(function: try function(name, declaration))
      }
    }
    // An unchecked expression reads what is bound, declared or not.
    for (name, _) in try object["bindings"].optionalObject
    where environment.type(of: name) == nil {
      environment.declare(variable: name, type: .dyn)
    }
    return environment
  }

  private static func function(_ name: String, _ declaration: JSON) throws -> CELFunction {
    let signatures = try declaration["overloads"].array.map { overload in
      CELOverload.Signature(
        parameters: try overload["params"].array.map { try $0.type },
        result: try overload["result"].type,
        isMember: try overload["instance"].bool
      )
    }
    return CELFunction(name: name, overloads: signatures) { _ throws(CELFailure) in
      throw CELFailure(.host, "declared only")
    }
  }

  private static func expectation(_ object: JSON) throws -> Expectation {
    if object["value"].exists { return .value(try object["value"].value) }
    guard object["typedResult"].exists else { return .failure }
    let result = object["typedResult"]
    return .type(
      try result["deducedType"].type,
      result["result"].exists ? try result["result"].value : nil
    )
  }
}

/// A parsed piece of JSON that says where it is not what it should be.
struct JSON {
  struct Unexpected: Error {
    let description: String
  }

  private let raw: Any?

  init(_ raw: Any?) {
    self.raw = raw
  }

  var exists: Bool { raw != nil }

  subscript(key: String) -> JSON { JSON((raw as? [String: Any])?[key]) }

  private func cast<Value>(_ type: Value.Type = Value.self) throws -> Value {
    guard let value = raw as? Value else {
      throw Unexpected(description: "\(String(describing: raw)) is no \(type)")
    }
    return value
  }

  var string: String { get throws { try cast() } }
  var bool: Bool { get throws { try cast() } }
  var array: [JSON] { get throws { try cast([Any].self).map(JSON.init) } }
  var optionalString: String? { get throws { exists ? try cast() : nil } }
  var optionalArray: [JSON] { get throws { exists ? try array : [] } }

  var optionalObject: [String: JSON] {
    get throws { exists ? try cast([String: Any].self).mapValues(JSON.init) : [:] }
  }

  /// The only key of an object with its value.
  private var single: (key: String, value: JSON) {
    get throws {
      guard let entry = try cast([String: Any].self).first else {
        throw Unexpected(description: "an empty object")
      }
      return (entry.key, JSON(entry.value))
    }
  }

  var value: CELValue {
    get throws {
      let (kind, content) = try single
      switch kind {
      case "null": return .null
      case "bool": return .bool(try content.bool)
      case "int": return .int(Int64(try content.string) ?? 0)
      case "uint": return .uint(UInt64(try content.string) ?? 0)
      case "double": return .double(try content.double)
      case "string": return .string(try content.string)
      case "bytes": return .bytes(readBase64(try content.string) ?? [])
      case "type": return .type(try content.string)
      case "timestamp": return readTimestamp(try content.string).map { .timestamp($0) } ?? .null
      case "duration": return readDuration(try content.string).map { .duration($0) } ?? .null
      case "list": return .list(try content.array.map { try $0.value })
      case "map":
        return .map(
          CELMap(
            try content.array.map {
              let pair = try $0.array
              return (try pair[0].value, try pair[1].value)
            }
          )
        )
      default: throw Unexpected(description: "the kind \(kind)")
      }
    }
  }

  private var double: Double {
    get throws {
      if let text = raw as? String { return readDouble(text) ?? 0 }
      return try cast(NSNumber.self).doubleValue
    }
  }

  var type: CELType {
    get throws {
      if let name = raw as? String { return try primitiveType(name) }
      let (kind, content) = try single
      switch kind {
      case "list": return .list(try content.type)
      case "map":
        let pair = try content.array
        return .map(try pair[0].type, try pair[1].type)
      case "typeParam": return .parameter(try content.string)
      case "abstract":
        let parameters = try content["params"].array.map { try $0.type }
        let name = try content["name"].string
        return name == "optional_type" ? .optional(parameters[0]) : .opaque(name, parameters)
      default: throw Unexpected(description: "the type \(kind)")
      }
    }
  }

  private func primitiveType(_ name: String) throws -> CELType {
    switch name {
    case "bool": .bool
    case "int64": .int
    case "uint64": .uint
    case "double": .double
    case "string": .string
    case "bytes": .bytes
    case "null": .null
    case "dyn": .dyn
    case "timestamp": .timestamp
    case "duration": .duration
    default: throw Unexpected(description: "the type \(name)")
    }
  }
}
