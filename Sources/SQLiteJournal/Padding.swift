internal import Foundation

/// Stored bytes filled up to a multiple of a step, with their true number before them: one that grows a
/// little keeps its size, and is rewritten in its place in the page.
enum Padding {
  private static let step = 128
  private static let lengthBytes = 4

  /// The bytes, filled up.
  static func pad(_ bytes: Data) -> Data {
    let used = lengthBytes + bytes.count
    var padded = Data(capacity: used + step)
    withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { padded.append(contentsOf: $0) }
    padded.append(bytes)
    padded.append(contentsOf: repeatElement(0, count: (step - used % step) % step))
    return padded
  }

  /// The bytes that were filled up; what is no such thing is given back as nothing.
  static func strip(_ padded: Data) -> Data {
    let bytes = padded[...]
    guard bytes.count >= lengthBytes else { return Data() }
    let count = bytes.prefix(lengthBytes).reversed().reduce(0) { $0 << 8 | Int($1) }
    let rest = bytes.dropFirst(lengthBytes)
    return count <= rest.count ? Data(rest.prefix(count)) : Data()
  }
}
