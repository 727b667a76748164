internal import Foundation
internal import Testing

/// A file that a fuzz test made.
package typealias FuzzFile = (path: String, bytes: [UInt8])

/// Makes inputs by seed and checks each; says the seeds of those about which there is a complaint.
///
/// `COUNT` and `SEED` of the environment take the place of the count and of the first seed. An input
/// lies in `.build/fuzz/NAME` while it is checked, so one that ends the process is left there; one
/// that is complained of stays in `.build/fuzz/NAME-SEED`. Of more than a few no more are looked for.
package func fuzz(
  _ name: String,
  count: Int,
  making make: (inout SeededGenerator) -> [FuzzFile],
  _ check: ([FuzzFile]) -> [String]
) throws {
  let environment = ProcessInfo.processInfo.environment
  let count = environment["COUNT"].flatMap { UInt64($0) } ?? UInt64(count)
  let first = environment["SEED"].flatMap { UInt64($0) } ?? 1
  var failed = 0
  for seed in first..<(first &+ max(count, 1)) where failed < 8 {
    var random = SeededGenerator(seed: seed)
    let files = make(&random)
    try keep(files, as: name, seed)
    let clock = ContinuousClock()
    var complaints: [String] = []
    let time = clock.measure { complaints = check(files) }
    // A hundred times what the slowest takes in a debug build: no machine is so busy.
    if time > .seconds(60) { complaints.append("took \(time)") }
    guard !complaints.isEmpty else { continue }
    failed += 1
    try keep(files, as: "\(name)-\(seed)", seed)
    Issue.record(
      """
      SEED=\(seed) COUNT=1, kept in .build/fuzz/\(name)-\(seed):
      \(complaints.joined(separator: "\n"))
      """
    )
  }
}

private func keep(_ files: [FuzzFile], as name: String, _ seed: UInt64) throws {
  let folder = packageRoot.appendingPathComponent(".build/fuzz/\(name)")
  for file in files + [("seed", Array("\(seed)\n".utf8))] {
    let url = folder.appendingPathComponent(file.path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(file.bytes).write(to: url)
  }
}
