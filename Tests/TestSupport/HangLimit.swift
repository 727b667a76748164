package import Testing

extension Trait where Self == TimeLimitTrait {
  /// Ends a test that waits for what never comes.
  ///
  /// A test's time is the machine's: it runs while all others begin, and where two cores are shared
  /// a test of milliseconds takes a minute. So the limit tells a hang from an end, not slow from
  /// quick.
  package static var hangLimit: Self { .timeLimit(.minutes(15)) }
}
