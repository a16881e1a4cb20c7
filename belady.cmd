@echo off
rem SPDX-License-Identifier: Apache-2.0
rem
rem The belady command for Windows, run from the source tree; see `belady`. Not tested on Windows yet.
rem It builds on first use only: after a change, run `mvnw.cmd -Dquick -Dmaven.test.skip=true package`.
setlocal

set "ROOT=%~dp0"
set "JARS=%ROOT%belady-cli\target\quick\belady"

call "%ROOT%.mvn\find-jdk.cmd" || exit /b 1

if exist "%JARS%\stamp" goto run
if not exist "%ROOT%target" mkdir "%ROOT%target"
set "LOG=%ROOT%target\belady-build.log"
>&2 echo belady: building (log: %LOG%)
pushd "%ROOT%"
call mvnw.cmd --batch-mode -Dquick -Dmaven.test.skip=true -pl belady-cli -am package >"%LOG%" 2>&1
set "STATUS=%ERRORLEVEL%"
popd
if not "%STATUS%"=="0" (
  >&2 echo belady: the build failed ^(log: %LOG%^)
  exit /b 1
)

:run
"%JAVA_HOME%\bin\java.exe" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC -XX:NewSize=64m -XX:MaxNewSize=64m -XX:-UseAdaptiveSizePolicy -XX:MaxRAMPercentage=50 %JAVA_OPTS% %BELADY_OPTS% -cp "%JARS%\belady.jar" dev.belady.cli.Belady %*
exit /b %ERRORLEVEL%
