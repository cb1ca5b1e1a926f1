Console.Error.WriteLine("evenkeel: no commands yet");
return 2;
