# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the scripts beside it, in the root of the repository: finds Java and the benchmarks.

. .mvn/find-jdk.sh

# Finds java, and in `jar` the benchmarks that were built last.
find_benchmarks() {
  belady_find_jdk || exit 1
  local built
  jar=
  for built in belady-bench/target/benchmarks belady-bench/target/quick/benchmarks; do
    [[ -f $built/benchmarks.jar && (-z $jar || $built/benchmarks.jar -nt $jar) ]] && jar=$built/benchmarks.jar
  done
  if [[ -z $jar ]]; then
    printf 'the benchmarks are not built: ./mvnw -Dquick -pl belady-bench -am package\n' >&2
    exit 1
  fi
}

# Runs the class $1 with the arguments behind it.
run_benchmark() {
  find_benchmarks
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    -XX:+UseParallelGC ${BELADY_OPTS-} -cp "$jar" "$@" 2> >(grep -v '^WARNING: Using incubator' >&2)
}
