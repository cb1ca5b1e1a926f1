using Evenkeel.Cli;
using Evenkeel.Platform;
using Evenkeel.Platform.Terminals;

using var terminal = new SystemTerminal();
return await new EvenkeelProgram(Host.OfThisMachine(terminal)).RunUntilInterruptedAsync(args);
