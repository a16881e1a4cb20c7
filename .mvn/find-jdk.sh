# SPDX-License-Identifier: Apache-2.0
#
# Finds a JDK that can build and run Belady and exports it as JAVA_HOME. To be sourced by a POSIX
# shell: mvnw, belady and .ci/run do so. Returns 1 and says what is missing when there is none.
#
# The order: JAVA_HOME, `java` on the PATH, then the usual places; there, a JDK of exactly the
# wanted version before a newer one. The version is read from the JDK's own `release` file, so
# nothing is started.

belady_jdk_wanted=25

# belady_jdk_version HOME: prints the feature version of the JDK in HOME, 0 when it is none.
belady_jdk_version() {
  belady_version=0
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    while IFS= read -r belady_line; do
      case $belady_line in
      JAVA_VERSION=*)
        belady_version=${belady_line#*=}
        belady_version=${belady_version#\"}
        belady_version=${belady_version%%[!0-9]*}
        ;;
      esac
    done <"$1/release"
  fi
  printf '%s\n' "${belady_version:-0}"
}

# belady_jdk_on_path: prints the home of the `java` on the PATH, through all symbolic links.
belady_jdk_on_path() {
  belady_java=$(command -v java) || return 0
  belady_java=$(readlink -f "$belady_java" 2>/dev/null) || return 0
  printf '%s\n' "${belady_java%/bin/java}"
}

# belady_jdk_candidates: prints the directories in the usual places, one a line. Runs in a subshell.
belady_jdk_candidates() (
  set +f
  home=${HOME:-/nonexistent}
  for directory in "${JDK25_HOME-}" "${JAVA_HOME_25_X64-}" "${JAVA_HOME_25_ARM64-}" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/openjdk* /opt/* /opt/java/* /opt/jdk/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$home"/.sdkman/candidates/java/* "$home"/.jdks/* "$home"/.asdf/installs/java/* \
    "$home"/.local/share/mise/installs/java/*; do
    [ ! -x "$directory/bin/javac" ] || printf '%s\n' "$directory"
  done
)

# belady_find_jdk: sets and exports JAVA_HOME, or says what is missing and returns 1.
belady_find_jdk() {
  for belady_home in "${JAVA_HOME-}" "$(belady_jdk_on_path)"; do
    if [ "$(belady_jdk_version "$belady_home")" -ge "$belady_jdk_wanted" ]; then
      JAVA_HOME=$belady_home
      export JAVA_HOME
      return 0
    fi
  done
  belady_newer=
  belady_exact=
  while IFS= read -r belady_home; do
    belady_version=$(belady_jdk_version "$belady_home")
    if [ -z "$belady_exact" ] && [ "$belady_version" -eq "$belady_jdk_wanted" ]; then
      belady_exact=$belady_home
    elif [ -z "$belady_newer" ] && [ "$belady_version" -gt "$belady_jdk_wanted" ]; then
      belady_newer=$belady_home
    fi
  done <<CANDIDATES
$(belady_jdk_candidates)
CANDIDATES
  belady_home=${belady_exact:-$belady_newer}
  if [ -z "$belady_home" ]; then
    {
      printf 'Belady needs JDK %s or newer, and none was found' "$belady_jdk_wanted"
      printf ' (JAVA_HOME=%s, java on the PATH: %s).\n' "${JAVA_HOME-}" "$(belady_jdk_on_path)"
      printf 'Install one, for example from https://adoptium.net/temurin/releases/?version=%s' \
        "$belady_jdk_wanted"
      printf ', or set JAVA_HOME to it.\n'
    } >&2
    return 1
  fi
  JAVA_HOME=$belady_home
  export JAVA_HOME
}
