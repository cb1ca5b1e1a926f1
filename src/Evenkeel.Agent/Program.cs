using Evenkeel.Agent;
using Evenkeel.Platform;
using Evenkeel.Platform.Terminals;

using var terminal = new SystemTerminal();
return await new AgentProgram(Host.OfThisMachine(terminal)).RunAsync(args);
