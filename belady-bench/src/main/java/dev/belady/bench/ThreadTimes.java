// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashSet;
import java.util.Set;

/// The processor time of the threads that one session has started.
final class ThreadTimes {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Set<Long> before = all();
  private Set<Long> after = Set.of();

  /// The session begins.
  ThreadTimes() {}

  /// The session has started its threads.
  void started() {
    after = all();
    after.removeAll(before);
  }

  /// The nanoseconds of the session's threads whose names begin with `prefix`.
  long nanos(String prefix) {
    long nanos = 0;
    for (long id : after) {
      ThreadInfo thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().startsWith(prefix)) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(id));
      }
    }
    return nanos;
  }

  private static Set<Long> all() {
    Set<Long> ids = new HashSet<>();
    for (long id : THREADS.getAllThreadIds()) {
      ids.add(id);
    }
    return ids;
  }
}
