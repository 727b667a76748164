internal import CallModel

/// The right to advance the calls of a partition, which ends when somebody claims the partition.
package struct Lease: Hashable, Sendable {
  /// Whose calls they are.
  package let partition: Partition
  /// Higher with each claim of the partition.
  package let epoch: Int

  /// Makes a lease; only a journal gives one away.
  package init(partition: Partition, epoch: Int) {
    self.partition = partition
    self.epoch = epoch
  }
}

/// The leases that one host holds, at most one of each partition.
package struct Leases: Hashable, Sendable {
  private var epochs: [Partition: Int]

  /// Makes a set of leases; of two of the same partition the later one counts.
  package init(_ leases: [Lease] = []) {
    let epochs = leases.map { ($0.partition, $0.epoch) }
    self.epochs = Dictionary(epochs) { max($0, $1) }
  }

  /// The partitions they are of.
  package var partitions: Set<Partition> { Set(epochs.keys) }

  /// The epoch of the lease of a partition; nil without one.
  package func epoch(of partition: Partition) -> Int? { epochs[partition] }
}

/// Which leases of a journal hold, where one process sees all of them claimed.
package struct LeaseTable: Sendable {
  private var epochs: [Partition: Int] = [:]
  private var last: Int

  /// Makes a table without leases; the first claim has the next epoch after `last`.
  package init(after last: Int = 0) {
    self.last = last
  }

  /// Gives leases of partitions, and ends those that there were.
  package mutating func claim(_ partitions: Set<Partition>) -> Leases {
    last += 1
    for partition in partitions { epochs[partition] = last }
    return Leases(partitions.map { Lease(partition: $0, epoch: last) })
  }

  /// Ends leases; those that do not hold any more are left as they are.
  package mutating func release(_ leases: Leases) {
    for partition in leases.partitions where epochs[partition] == leases.epoch(of: partition) {
      epochs[partition] = nil
    }
  }

  /// Throws unless all of these leases hold.
  package func check(_ leases: Leases) throws(JournalError) {
    for partition in leases.partitions { try check(leases, for: partition) }
  }

  /// Throws unless each of these advances is of a partition whose lease is among these and holds.
  package func check(
    _ leases: Leases,
    for advances: [CallAdvance]
  ) throws(JournalError) {
    for advance in advances { try check(leases, for: Partition(of: advance.callID)) }
  }

  private func check(_ leases: Leases, for partition: Partition) throws(JournalError) {
    guard let epoch = leases.epoch(of: partition), epochs[partition] == epoch
    else { throw .leaseLost(partition) }
  }
}
