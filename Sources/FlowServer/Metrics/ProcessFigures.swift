internal import FlowRuntime
internal import Foundation

/// What the kernel knows of this process, by the names that all exporters of Prometheus use.
///
/// What cannot be read is left out.
func processFigures() -> [Metric: [([String], Double)]] {
  var figures: [Metric: Double] = [:]
  if let stat = ProcessStat(content(of: "/proc/self/stat")) {
    let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    figures[.processCPU] = Double(stat.ticks) / ticks
    figures[.processMemory] = Double(stat.pages) * Double(sysconf(Int32(_SC_PAGESIZE)))
    if let boot = value(of: "btime", in: content(of: "/proc/stat")) {
      figures[.processStart] = boot + Double(stat.startTicks) / ticks
    }
  }
  if let written = value(of: "write_bytes:", in: content(of: "/proc/self/io")) {
    figures[.processWritten] = written
  }
  do {
    let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    figures[.processFiles] = Double(files.count)
  } catch {
    // Where `/proc` is not mounted there is nothing to tell.
  }
  var limit = rlimit()
  if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
    figures[.processMostFiles] = Double(limit.rlim_cur)
  }
  return figures.mapValues { [([], $0)] }
}

/// The fields of `/proc/self/stat` that are of use (proc(5)).
private struct ProcessStat {
  let ticks: Int
  let startTicks: Int
  let pages: Int

  init?(_ text: String) {
    // The second field is the program's name in brackets, which may have blanks.
    guard let bracket = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: bracket)...].split(separator: " ")
    guard fields.count > 21, let user = Int(fields[11]), let system = Int(fields[12]),
      let start = Int(fields[19]), let resident = Int(fields[21])
    else { return nil }
    ticks = user + system
    startTicks = start
    pages = resident
  }
}

/// Bytes of a file of the kernel's: `/proc/stat` has a line for each processor and a number for each
/// interrupt.
private let kernelFileLimit = 4 << 20

private func content(of path: String) -> String {
  guard case .success(let bytes) = readFile(path, limit: kernelFileLimit) else { return "" }
  return String(decoding: bytes, as: UTF8.self)
}

/// The number after a name that begins a line.
private func value(of name: String, in text: String) -> Double? {
  text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
    .flatMap { Double($0.dropFirst(name.count + 1).drop { $0 == " " }) }
}
