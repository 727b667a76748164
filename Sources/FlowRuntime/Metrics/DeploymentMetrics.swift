internal import Metrics

/// How often each fault of the deployment was met.
struct DeploymentMetrics: Sendable {
  private let faults: [DeploymentFault: Counter]

  /// Makes the metrics of the deployment's faults.
  init(_ factory: any MetricsFactory) {
    faults = Dictionary(
      uniqueKeysWithValues: DeploymentFault.allCases.map {
        ($0, Metric.deploymentFaults.counter([$0.rawValue], in: factory))
      }
    )
  }

  /// A fault was met.
  func saw(_ fault: DeploymentFault) { faults[fault]?.increment() }
}
