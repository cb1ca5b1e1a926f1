using System.Diagnostics;
using System.Text;

namespace Evenkeel.Provisioning.Terraform;

/// <summary>
/// One run of a program whose output goes to a file that is read while it grows. A pipe would end with this
/// process, and with it a program that is in the middle of a change; so it works on to its end, and what it
/// did is in its state.
/// </summary>
internal static class TerraformRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables beside this process' own.</param>
    /// <param name="log">The file that takes its output.</param>
    /// <param name="onLine">Is given each line of it.</param>
    /// <returns>Its exit code.</returns>
    public static int Run(
        string program, IEnumerable<string> arguments, string folder,
        IReadOnlyDictionary<string, string> environment, string log, Action<string> onLine)
    {
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, program, .. arguments])
        {
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using (File.Create(log))
        {
            // Emptied, so that no line of the run before is taken for one of this.
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var reader = new LineReader(log);
        while (!process.WaitForExit(Pause)) reader.Read(onLine);

        process.WaitForExit();
        reader.Read(onLine);
        reader.Finish(onLine);
        return process.ExitCode;
    }

    /// <summary>Reads the lines of a file that another process writes.</summary>
    private sealed class LineReader(string path) : IDisposable
    {
        private readonly FileStream file = new(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        private readonly byte[] buffer = new byte[64 * 1024];
        private readonly List<byte> line = [];

        public void Dispose() => file.Dispose();

        public void Read(Action<string> onLine)
        {
            int count;
            while ((count = file.Read(buffer)) > 0)
            {
                foreach (var each in buffer.AsSpan(0, count))
                {
                    if (each == '\n') Finish(onLine);
                    else line.Add(each);
                }
            }
        }

        public void Finish(Action<string> onLine)
        {
            if (line.Count == 0) return;
            var text = Encoding.UTF8.GetString([.. line]);
            line.Clear();
            onLine(text);
        }
    }
}
