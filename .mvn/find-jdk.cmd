@echo off
rem SPDX-License-Identifier: Apache-2.0
rem
rem Sets JAVA_HOME to a JDK 25 or newer, or says what is missing and sets errorlevel 1.
rem Called by belady.cmd. Not tested on Windows yet.

if defined JAVA_HOME call :check "%JAVA_HOME%" && exit /b 0
for /d %%d in (
  "%ProgramFiles%\Eclipse Adoptium\jdk-25*"
  "%ProgramFiles%\Java\jdk-25*"
  "%ProgramFiles%\Microsoft\jdk-25*"
  "%ProgramFiles%\Zulu\zulu-25*"
  "%ProgramFiles%\Amazon Corretto\jdk25*"
  "%USERPROFILE%\.jdks\*25*"
) do call :check "%%~d" && exit /b 0
>&2 echo Belady needs JDK 25 or newer, and none was found (JAVA_HOME=%JAVA_HOME%).
>&2 echo Install one, for example from https://adoptium.net/temurin/releases/?version=25, or set JAVA_HOME to it.
exit /b 1

rem :check HOME - takes HOME as JAVA_HOME when its release file names version 25 or a later one.
:check
if not exist "%~1\bin\javac.exe" exit /b 1
findstr /r /c:"^JAVA_VERSION=.2[5-9]" /c:"^JAVA_VERSION=.[3-9][0-9]" "%~1\release" >nul 2>&1 || exit /b 1
set "JAVA_HOME=%~1"
exit /b 0
