// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Ctrl-C, and the signal by which `kill`, service and batch systems end a process: the first asks
/// for an orderly end, the second ends the process at once.
///
/// A shutdown hook could not do this: while hooks run, the JVM takes no further signal. So this
/// uses `sun.misc.Signal`, by reflection, since the compiler warns of it whatever one does. Where
/// it is missing, the first signal ends the process.
final class Interrupts implements AutoCloseable {
  private static final List<String> SIGNALS = List.of("INT", "TERM");

  private final Runnable firstTime;
  private final Runnable secondTime;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, Object> previousHandlers = new LinkedHashMap<>();

  private Interrupts(Runnable firstTime, Runnable secondTime) {
    this.firstTime = firstTime;
    this.secondTime = secondTime;
  }

  /// Handles the signals until it is closed.
  ///
  /// @param firstTime called on the signal thread
  static Interrupts handle(Runnable firstTime) {
    return handle(firstTime, () -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED));
  }

  @SuppressWarnings("ReferenceEquality") // A proxy is equal to itself only.
  static Interrupts handle(Runnable firstTime, Runnable secondTime) {
    Interrupts interrupts = new Interrupts(firstTime, secondTime);
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> interrupts.signalled();
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "Interrupts";
            };
    for (String signal : SIGNALS) {
      Object previous = install(signal, handler);
      if (previous != null) {
        interrupts.previousHandlers.put(signal, previous);
      }
    }
    return interrupts;
  }

  /// Gives the signals their former meaning back.
  @Override
  public void close() {
    previousHandlers.forEach(Interrupts::install);
  }

  private @Nullable Object signalled() {
    if (count.incrementAndGet() == 1) {
      firstTime.run();
    } else {
      secondTime.run();
    }
    return null;
  }

  /// Installs a handler and returns the one before it; null where that cannot be done.
  ///
  /// @param name the signal
  /// @param handler a `sun.misc.SignalHandler`, or what is to become one
  private static @Nullable Object install(String name, Object handler) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object installed =
          handler instanceof InvocationHandler invocations
              ? Proxy.newProxyInstance(
                  Interrupts.class.getClassLoader(), new Class<?>[] {handlerType}, invocations)
              : handler;
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      return signalType
          .getMethod("handle", signalType, handlerType)
          .invoke(null, signal, installed);
    } catch (ReflectiveOperationException _) {
      // No such class, or the JVM was started with -Xrs.
      return null;
    }
  }
}
