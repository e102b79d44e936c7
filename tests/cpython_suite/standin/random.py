from urandom import *
