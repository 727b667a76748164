import CallModel
import FieldCoding

extension Recording.State: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case off = 1
    case starting = 2
    case on = 3
    case changing = 4
    case paused = 5
    case unknown = 6
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .off: try output.put(.off)
    case .starting(let id, let due, let isRead):
      try output.put(.starting, ("id", id), ("due", due), ("isRead", isRead))
    case .on(let id): try output.put(.on, id)
    case .changing(let id, let change):
      try output.put(.changing, ("id", id), ("change", change))
    case .paused(let id): try output.put(.paused, id)
    case .unknown(let id, let due, let isRead):
      try output.put(.unknown, ("id", id), ("due", due), ("isRead", isRead))
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .off: .off
    case .starting: try .starting(values.next(), due: values.next(), isRead: values.next())
    case .on: try .on(values.next())
    case .changing: try .changing(values.next(), values.next())
    case .paused: try .paused(values.next())
    case .unknown: try .unknown(values.next(), due: values.next(), isRead: values.next())
    }
  }
}

extension Recording.Change: FieldWord {}
