internal import Foundation

/// Tells when a project's folder changes, by looking at it once a second.
///
/// It looks at names, sizes, times and file numbers, so it works on any file system, also where
/// files are changed from outside of a container. Several changes in a row are told once, when a
/// look has found no further one.
package struct FolderWatcher: AsyncSequence, Sendable {
  /// Each change is only that: something changed.
  package typealias Element = Void
  /// Watching does not fail.
  package typealias Failure = Never

  private let folder: FlowFolder
  private let time: HostTime
  private let includesTests: Bool
  private let first: FolderSnapshot

  /// Begins with the folder as it is now, so make it before the project is read.
  ///
  /// `includesTests`: whether a change of the tests of flows is one of the folder.
  package init(_ folder: FlowFolder, time: HostTime = .system, includesTests: Bool = false) {
    self.folder = folder
    self.time = time
    self.includesTests = includesTests
    first = FolderSnapshot(of: folder, includesTests: includesTests)
  }

  /// Looks at the folder until the task is cancelled.
  package func makeAsyncIterator() -> Iterator {
    Iterator(folder: folder, time: time, includesTests: includesTests, last: first)
  }

  /// The changes.
  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let folder: FlowFolder
    fileprivate let time: HostTime
    fileprivate let includesTests: Bool
    fileprivate var last: FolderSnapshot

    /// Waits for the next change; nil when the task is cancelled.
    package mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async -> Void? {
      while await time.sleep(for: pollingInterval) {
        let snapshot = FolderSnapshot(of: folder, includesTests: includesTests)
        guard snapshot != last else { continue }
        guard let settled = await settle(after: snapshot) else { return nil }
        last = settled
        return ()
      }
      return nil
    }

    /// The folder once two looks in a row have seen the same.
    private func settle(after snapshot: FolderSnapshot) async -> FolderSnapshot? {
      var latest = snapshot
      while await time.sleep(for: settlingInterval) {
        let next = FolderSnapshot(of: folder, includesTests: includesTests)
        guard next != latest else { return latest }
        latest = next
      }
      return nil
    }
  }
}

/// How often it is looked.
private let pollingInterval = Duration.seconds(1)
/// How long a folder must stay the same before a change is told.
private let settlingInterval = Duration.milliseconds(100)

/// What can be seen of a folder without reading its files.
struct FolderSnapshot: Hashable, Sendable {
  fileprivate struct Entry: Hashable {
    let path: String
    let size: Int
    let modified: [UInt8]
    let file: UInt64
  }

  private let entries: [Entry]?

  /// Looks at a folder; one that cannot be listed differs from any that can.
  init(of folder: FlowFolder, includesTests: Bool = false) {
    do throws(FolderError) {
      let listing = try folder.list()
      let tests = includesTests ? listing.tests : []
      entries = (listing.paths + listing.descriptions + tests).map { Entry($0) }
    } catch {
      entries = nil
    }
  }
}

extension FolderSnapshot.Entry {
  /// A file that is gone is seen as one without size.
  fileprivate init(_ path: String) {
    var status = stat()
    let isThere = stat(path, &status) == 0
    self.path = path
    size = isThere ? Int(status.st_size) : -1
    // Which module the parts of a `timespec` belong to differs between builds; its bytes are
    // enough.
    modified = isThere ? withUnsafeBytes(of: status.st_mtim) { Array($0) } : []
    file = isThere ? UInt64(status.st_ino) : 0
  }
}
