using Evenkeel.Provisioning.Terraform;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Provisioning.Tests;

/// <summary>Programs of these tests are scripts: what they are asked is what counts.</summary>
public sealed class TerraformProgramTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("evenkeel-tool").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void Terraform_is_taken_before_OpenTofu_and_an_old_one_not_at_all()
    {
        Script("a", "tofu", Says("1.10.3"));
        Script("b", "terraform", Says("1.11.4-dev"));
        Find("a", "b").ShouldBe(new(Path.Combine(home, "b", "terraform"), "terraform", new(1, 11, 4)));
        Script("b", "terraform", Says("1.5.7"));
        Find("a", "b").Name.ShouldBe("tofu");
        Script("a", "tofu", "exit 1");
        var tooOld = Should.Throw<ProvisioningException>(() => Find("a", "b"));
        tooOld.Message.ShouldBe($"{Path.Combine(home, "b", "terraform")} is version 1.5.7, and 1.10 or later is needed");
    }

    [Fact]
    public void Where_there_is_none_it_is_said_how_to_get_one()
    {
        var none = Should.Throw<ProvisioningException>(() => Find("nothing", "here"));
        none.Diagnostic.Code.ShouldBe("EK5001");
        none.Diagnostic.Fix.ShouldContain("https://opentofu.org/docs/intro/install");
    }

    [Fact]
    public void What_it_says_comes_line_by_line_and_its_errors_are_told()
    {
        Script("a", "terraform", """
            [ "$1" = version ] && { echo '{"terraform_version": "1.12.0"}'; exit 0; }
            case $1 in
              plan) echo '{"type": "log"}'; exit 2 ;;
              apply)
                printf '{"type": "apply_start", "hook": {"resource": {"addr": "aws_vpc.main"}, "action": "create"}}\n'
                printf '{"type": "diagnostic", "diagnostic": {"severity": "error", "summary": "limit", "detail": "of VPCs"}}'
                exit 1 ;;
              show) echo 'Warning: no such file'; echo '{"format_version": "1.0"}' ;;
            esac
            """);
        var folder = WorkFolder.Beside(Path.Combine(home, "cluster.yaml"), "shop");
        folder.Make();
        Directory.CreateDirectory(folder.Configuration);
        var workspace = new TerraformWorkspace(Find("a"), folder);
        workspace.Plan(new()).ShouldBeTrue();
        var told = new List<string?>();
        var failed = Should.Throw<ProvisioningException>(() => workspace.Apply(e => told.Add(e.Address)));
        failed.Message.ShouldBe("terraform apply: limit (of VPCs)");
        told.ShouldBe(["aws_vpc.main", null]);
        workspace.ShowState().RootElement.GetProperty("format_version").GetString().ShouldBe("1.0");
    }

    private static string Says(string version) => $"echo '{{\"terraform_version\": \"{version}\"}}'";

    private TerraformProgram Find(params string[] folders)
    {
        var path = string.Join(':', folders.Select(folder => Path.Combine(home, folder)));
        return TerraformProgram.Find(name => name == "PATH" ? path : null);
    }

    private void Script(string folder, string name, string body)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(home, folder)).FullName, name);
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
