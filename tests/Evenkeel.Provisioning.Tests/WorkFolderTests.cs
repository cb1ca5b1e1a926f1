using System.Diagnostics;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Provisioning.Tests;

public sealed class WorkFolderTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("evenkeel-work").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void It_lies_beside_the_cluster_file_and_out_of_repositories()
    {
        var folder = Folder();
        folder.Root.ShouldBe(Path.Combine(home, ".evenkeel", "shop"));
        folder.Make();
        File.ReadAllText(Path.Combine(home, ".evenkeel", ".gitignore")).ShouldBe("*\n");
    }

    [Fact]
    public void A_second_run_is_told_who_holds_the_lock()
    {
        using (WorkLock.Take(Folder(), "up"))
        {
            var refused = Should.Throw<ProvisioningException>(() => WorkLock.Take(Folder(), "down").Dispose());
            refused.Diagnostic.Code.ShouldBe("EK5004");
            refused.Message.ShouldContain($"`up`, process {Environment.ProcessId}");
            WorkLock.Take(WorkFolder.Beside(Path.Combine(home, "cluster.yaml"), "other"), "up").Dispose();
        }

        TakeSoon();
    }

    [Fact]
    public void The_lock_goes_with_a_process_that_is_killed()
    {
        Folder().Make();
        var flock = Programs.Require("flock", "the Debian package util-linux");
        using var holder = Process.Start(new ProcessStartInfo(flock, ["-F", Folder().Lock, "sleep", "60"]))!;
        while (!IsHeld()) Thread.Sleep(10);
        holder.Kill(entireProcessTree: true);
        holder.WaitForExit();
        TakeSoon();
    }

    /// <summary>
    /// A process that another test starts has every open file for the moment between fork and exec, this lock too.
    /// </summary>
    private void TakeSoon()
    {
        for (var i = 0; i < 1000 && IsHeld(); i++) Thread.Sleep(10);
        WorkLock.Take(Folder(), "up").Dispose();
    }

    private bool IsHeld()
    {
        try
        {
            WorkLock.Take(Folder(), "look").Dispose();
            return false;
        }
        catch (ProvisioningException)
        {
            return true;
        }
    }

    private WorkFolder Folder() => WorkFolder.Beside(Path.Combine(home, "cluster.yaml"), "shop");
}
